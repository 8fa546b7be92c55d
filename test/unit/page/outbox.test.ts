/** What waits for the bridge stays in order and within bounds, and what found no room is counted. */
import { describe, expect, it, vi } from 'vitest';
import { createChannel, createOutbox, type Channel } from '../../../src/page/outbox.ts';

// The hook's modules find their realm by its name in a page.
vi.hoisted(() => Object.assign(globalThis, { window: globalThis }));

interface Told {
  type: string;
  channel: string;
  frames?: number;
  n?: number;
}

function setUp() {
  const state = { takes: true, now: 0, told: [] as Told[], batches: [] as string[], tick: [] as (() => void)[] };
  const outbox = createOutbox({
    deliver: (batch) => {
      if (!state.takes) return false;
      state.batches.push(batch);
      state.told.push(...(JSON.parse(batch) as Told[]));
      return true;
    },
    later: (callback) => void state.tick.push(callback),
    now: () => state.now,
    nobody: 'x-0',
  });
  const open = (id: string): Channel => {
    const channel = createChannel(id, `{"type":"opened","channel":"${id}"}`);
    outbox.open(channel, state.now);
    return channel;
  };
  const json = (channel: Channel, n: number, padding = '') => `{"type":"frame","channel":"${channel.id}","n":${n},"padding":"${padding}"}`;
  const frame = (channel: Channel, n: number, padding = '') => outbox.frame(channel, state.now, json(channel, n, padding));
  const close = (channel: Channel) => outbox.close(channel, state.now, `{"type":"closed","channel":"${channel.id}"}`);
  const tick = () => { for (const callback of state.tick.splice(0)) callback(); };
  return { state, outbox, open, json, frame, close, tick };
}

describe('the outbox', () => {
  it('tells in batches, one for each tick, in order', () => {
    const { state, open, frame, close, tick } = setUp();
    const channel = open('a');
    frame(channel, 1);
    expect(state.batches).toEqual([]);
    expect(state.tick).toHaveLength(1);
    tick();
    frame(channel, 2);
    close(channel);
    tick();
    expect(state.batches).toHaveLength(2);
    expect(state.told.map(({ type, n }) => n ?? type)).toEqual(['opened', 1, 2, 'closed']);
    tick();
    expect(state.batches).toHaveLength(2);
  });

  it('tells at once when much has piled up, or when ticks do not come', () => {
    const { state, open, frame } = setUp();
    const channel = open('a');
    frame(channel, 1, 'x'.repeat(300_000));
    expect(state.batches).toHaveLength(1);
    frame(channel, 2);
    expect(state.batches).toHaveLength(1);
    state.now = 60_000;
    frame(channel, 3);
    expect(state.batches).toHaveLength(2);
  });

  it('keeps a Blob’s place until it is read, whatever comes meanwhile', () => {
    const { state, outbox, open, json, frame, tick } = setUp();
    const [one, other] = [open('a'), open('b')];
    const first = outbox.hold(one, 100)!;
    frame(other, 2);
    const third = outbox.hold(one, 100)!;
    frame(one, 4);
    outbox.fill(third, 100, json(one, 3));
    tick();
    expect(state.told.map(({ n }) => n)).toEqual([undefined, undefined]);
    outbox.fill(first, 100, json(one, 1));
    tick();
    expect(state.told.map(({ n }) => n)).toEqual([undefined, undefined, 1, 2, 3, 4]);
  });

  it('keeps what is not taken, and counts what finds no room where it would have stood', () => {
    const { state, open, frame, close, tick } = setUp();
    state.takes = false;
    const channel = open('a');
    for (let n = 1; n <= 6_000; n += 1) frame(channel, n);
    tick();
    expect(state.told).toEqual([]);
    state.takes = true;
    tick();
    frame(channel, 6_001);
    close(channel);
    tick();
    const gap = state.told.findIndex(({ type }) => type === 'gap');
    const before = state.told[gap - 1]!.n!;
    expect(state.told[gap]!.frames).toBe(6_000 - before);
    expect(state.told.slice(gap + 1).map(({ type, n }) => n ?? type)).toEqual([6_001, 'closed']);
    expect(before).toBeGreaterThan(4_900);
  });

  it('bounds what waits by size as well', () => {
    const { state, open, frame, tick } = setUp();
    state.takes = false;
    const channel = open('a');
    for (let n = 1; n <= 100; n += 1) frame(channel, n, 'x'.repeat(1_000_000));
    state.takes = true;
    tick();
    tick();
    expect(state.told.filter(({ type }) => type === 'frame')).toHaveLength(8);
    expect(state.told.at(-1)).toMatchObject({ type: 'gap', frames: 92 });
  });

  it('survives a million sockets that nobody takes, and counts those that it cannot tell', () => {
    const { state, open, frame, close, tick } = setUp();
    state.takes = false;
    for (let index = 0; index < 1_000_000; index += 1) {
      const channel = open(String(index));
      if (index % 3 === 0) frame(channel, 1);
      close(channel);
    }
    expect(state.tick).toHaveLength(1);
    state.takes = true;
    tick();
    tick();
    const count = (type: string) => state.told.filter((event) => event.type === type).length;
    expect(count('opened')).toBe(count('closed'));
    expect(count('opened')).toBeGreaterThan(3_000);
    expect(state.told.length).toBeLessThan(20_000);
    const lost = state.told.flatMap(({ type, frames }) => (type === 'gap' ? [frames!] : [])).reduce((sum, frames) => sum + frames, 0);
    expect(lost).toBe(1_000_000 - count('closed') + 333_334 - count('frame'));
    // And it is as good as new.
    const channel = open('again');
    frame(channel, 7);
    tick();
    expect(state.told.slice(-2)).toMatchObject([{ type: 'opened', channel: 'again' }, { n: 7 }]);
  });

  it('hurries while the page goes away', () => {
    const { state, outbox, open, frame } = setUp();
    const channel = open('a');
    outbox.hurry(true);
    expect(state.told).toHaveLength(1);
    frame(channel, 1);
    expect(state.told).toHaveLength(2);
    outbox.hurry(false);
    frame(channel, 2);
    expect(state.told).toHaveLength(2);
  });
});
