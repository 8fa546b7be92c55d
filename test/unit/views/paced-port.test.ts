import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pacedPort } from '../../../src/views/paced-port.ts';
import { MemoryPort } from './memory-port.ts';

const delta = (n: number) => ({ type: 'delta', n, recordings: [] });
const reply = (n: number) => ({ type: 'reply', n });

function setUp() {
  const inner = new MemoryPort();
  const frames: (() => void)[] = [];
  const clock = { now: 0 };
  const page = { hidden: false };
  const heard: unknown[] = [];
  const port = pacedPort(inner, { onNextFrame: (run) => void frames.push(run), isHidden: () => page.hidden, now: () => clock.now });
  port.onMessage.addListener((message) => {
    clock.now += 6;
    heard.push((message as { n: number }).n);
  });
  port.onDisconnect.addListener(() => heard.push('over'));
  return { inner, heard, page, frame: () => frames.shift()?.(), frames };
}

describe('a paced port', () => {
  it('hands on entries with the next frame, as many as there is time for', () => {
    const { inner, heard, frame, frames } = setUp();
    for (const n of [1, 2, 3]) inner.deliver(delta(n));
    expect(heard).toEqual([]);
    frame();
    expect(heard).toEqual([1, 2]);
    frame();
    expect(heard).toEqual([1, 2, 3]);
    expect(frames).toEqual([]);
  });

  it('hands on everything else at once, after what came before it', () => {
    const { inner, heard, frame } = setUp();
    inner.deliver({ type: 'delta', n: 0, connections: [] });
    for (const n of [1, 2, 3]) inner.deliver(delta(n));
    inner.deliver(reply(4));
    expect(heard).toEqual([0, 1, 2, 3, 4]);
    frame();
    inner.deliver({ type: 'history', n: 5 });
    expect(heard).toEqual([0, 1, 2, 3, 4]);
    inner.die();
    expect(heard).toEqual([0, 1, 2, 3, 4, 5, 'over']);
  });

  it('lets nothing wait in a page that nobody sees', () => {
    const { inner, heard, page } = setUp();
    inner.deliver(delta(1));
    page.hidden = true;
    inner.deliver(delta(2));
    inner.deliver(delta(3));
    expect(heard).toEqual([1, 2, 3]);
  });

  it('keeps the order, whatever comes when', () =>
    fc.assert(fc.property(fc.array(fc.constantFrom('delta', 'reply', 'frame')), (steps) => {
      const { inner, heard, frame, frames } = setUp();
      let sent = 0;
      for (const step of steps) {
        if (step === 'frame') frame();
        else inner.deliver(step === 'delta' ? delta((sent += 1)) : reply((sent += 1)));
      }
      while (frames.length > 0) frame();
      expect(heard).toEqual(Array.from({ length: sent }, (_, index) => index + 1));
    })));
});
