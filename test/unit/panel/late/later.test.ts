import { describe, expect, it } from 'vitest';
import { later } from '../../../../src/panel/late/later.ts';

/** A part whose loading is settled by hand. */
function setUp() {
  const attempts: { resolve(value: string): void; reject(error: Error): void }[] = [];
  const part = later(() => new Promise<string>((resolve, reject) => attempts.push({ resolve, reject })));
  return { part, attempts };
}

describe('what is loaded later', () => {
  it('waits until it is wanted, and is loaded once however often it is', async () => {
    const { part, attempts } = setUp();
    expect(part.state.value).toBe('waiting');
    expect(attempts).toHaveLength(0);
    part.load();
    part.load();
    expect(part.state.value).toBe('loading');
    attempts[0]!.resolve('code');
    await expect.poll(() => part.state.value).toEqual({ loaded: 'code' });
    part.load();
    expect(attempts).toHaveLength(1);
  });

  it('is tried again after a failure, when it is wanted again', async () => {
    const { part, attempts } = setUp();
    part.load();
    attempts[0]!.reject(new Error('gone'));
    await expect.poll(() => part.state.value).toBe('failed');
    part.load();
    expect(part.state.value).toBe('loading');
    attempts[1]!.resolve('code');
    await expect.poll(() => part.state.value).toEqual({ loaded: 'code' });
  });
});
