import { describe, expect, it, vi } from 'vitest';
import { HEADER_RULES } from '../../../src/core/settings/access.ts';
import { askerInWindow } from '../../../src/panel/inspected/access-in-window.ts';
import { accessAsker } from '../../../src/views/access.ts';
import { CommandError } from '../../../src/views/link.ts';
import type { CommandRequest } from '../../../src/core/contract/messages.ts';

const ORIGINS = ['http://127.0.0.1/*'];
const nothing = () => () => {};
const nobody = () => Promise.reject(new Error('Nobody was to be asked.'));

describe('where the browser asks', () => {
  it('it is asked for exactly what is needed', async () => {
    const request = vi.fn<(access: unknown) => Promise<boolean>>().mockResolvedValueOnce(true).mockResolvedValueOnce(false);
    const ask = accessAsker({ request }, ['scripting', HEADER_RULES]);
    expect(await ask(ORIGINS, ['scripting'])).toBe(true);
    expect(await ask(ORIGINS)).toBe(false);
    expect(request.mock.calls).toEqual([[{ origins: ORIGINS, permissions: ['scripting'] }], [{ origins: ORIGINS, permissions: [] }]]);
  });

  it('and for no permission that the browser gives at the installation, as it would refuse to be asked', async () => {
    const request = vi.fn<(access: unknown) => Promise<boolean>>().mockResolvedValue(true);
    expect(await accessAsker({ request }, ['scripting'])(ORIGINS, [HEADER_RULES])).toBe(true);
    expect(request.mock.calls).toEqual([[{ origins: ORIGINS, permissions: [] }]]);
    expect(await accessAsker({ request: nobody }, undefined)([], [HEADER_RULES])).toBe(true);
  });

  it('and not at all for nothing', async () => {
    expect(await accessAsker({ request: nobody }, ['scripting'])([])).toBe(true);
    expect(await askerInWindow(nobody, nothing)([])).toBe(true);
  });
});

describe('where the browser cannot ask', () => {
  it('the background does, whose refusal is no error', async () => {
    const sent: CommandRequest[] = [];
    const answers = [Promise.resolve(), Promise.reject(new CommandError('access', 'Access was not given.'))];
    const send = async (command: CommandRequest) => {
      sent.push(command);
      return answers.shift();
    };
    const ask = askerInWindow(send, nothing);
    expect([await ask(ORIGINS), await ask(ORIGINS, ['scripting'])]).toEqual([true, false]);
    expect(sent).toEqual([
      { type: 'ask-access', access: { origins: ORIGINS, permissions: [] } },
      { type: 'ask-access', access: { origins: ORIGINS, permissions: ['scripting'] } },
    ]);
  });

  it('any other failure is said as it is', async () => {
    const ask = askerInWindow(() => Promise.reject(new CommandError('', 'The background stopped.')), nothing);
    await expect(ask(ORIGINS)).rejects.toThrow('The background stopped.');
  });

  it('a word says where to answer, once it takes longer than an answer without a question, and until there is one', async () => {
    vi.useFakeTimers();
    try {
      const takeBack = vi.fn<() => void>();
      const onWindow = vi.fn<() => () => void>(() => takeBack);
      let answer = () => {};
      const ask = askerInWindow(() => new Promise((resolve) => (answer = resolve)), onWindow);
      const quick = ask(ORIGINS);
      answer();
      await quick;
      await vi.advanceTimersByTimeAsync(1_000);
      expect(onWindow).not.toHaveBeenCalled();
      const slow = ask(ORIGINS);
      await vi.advanceTimersByTimeAsync(1_000);
      expect(onWindow).toHaveBeenCalledOnce();
      expect(takeBack).not.toHaveBeenCalled();
      answer();
      await slow;
      expect(takeBack).toHaveBeenCalledOnce();
    } finally {
      vi.useRealTimers();
    }
  });
});
