/** When the panel reads the network log, and that what it reads arrives, whatever the background and the tab do meanwhile. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CaptureEvent } from '../../../src/core/contract/capture.ts';
import type { CommandRequest } from '../../../src/core/contract/messages.ts';
import { FASTEST_MS } from '../../../src/core/capture/har-pace.ts';
import { followNetworkLog, networkLogState, type NetworkLog } from '../../../src/panel/inspected/network-log.ts';

const START = '2026-11-23T06:50:35.900Z';

function socketEntry(key: string, frames: number) {
  const messages = Array.from({ length: frames }, (_, index) => ({ type: 'send', time: Date.parse(START) / 1000 + index, opcode: 1, data: `${key} ${index}` }));
  const request = { method: 'GET', url: `ws://127.0.0.1/${key}`, headers: [{ name: 'Sec-WebSocket-Key', value: key }] };
  return { _resourceType: 'websocket', request, response: { status: 101, headers: [] }, startedDateTime: START, time: 1, timings: { receive: 0 }, _webSocketMessages: messages };
}

function pollEntry(answer: (callback: (content: string, encoding: string) => void) => void) {
  const request = { method: 'GET', url: 'http://127.0.0.1/socket.io/?EIO=4&transport=polling', headers: [] };
  return { _resourceType: 'xhr', request, response: { status: 200, headers: [] }, startedDateTime: START, time: 1, getContent: answer };
}

/** A browser's log that a test fills, and a background that a test makes fail. */
function follow() {
  const listeners: { finished: (entry: unknown) => void; navigated: (url: string) => void } = { finished: () => {}, navigated: () => {} };
  const world = {
    entries: [] as unknown[],
    readings: 0,
    /** How long the browser takes to give its log. */
    costMs: 0,
    over: false,
    failures: [] as Error[],
    sent: [] as CaptureEvent[],
    batches: [] as number[],
    finish: (entry: unknown) => listeners.finished(entry),
    navigate: () => listeners.navigated('http://127.0.0.1/'),
  };
  const log: NetworkLog = {
    getHAR: (callback) => {
      world.readings += 1;
      const entries = [...world.entries];
      setTimeout(() => callback({ entries, pages: [] }), world.costMs);
    },
    onRequestFinished: { addListener: (listener) => (listeners.finished = listener) },
    onNavigated: { addListener: (listener) => (listeners.navigated = listener) },
  };
  const send = async (command: CommandRequest) => {
    const failure = world.failures.shift();
    if (failure !== undefined) throw failure;
    if (command.type !== 'captured' || command.tabId !== 7) throw new Error('Not what was expected.');
    world.batches.push(command.events.length);
    world.sent.push(...(command.events as CaptureEvent[]));
  };
  followNetworkLog(log, 7, send, () => world.over);
  return world;
}

const told = (events: readonly CaptureEvent[]) => events.map((event) => (event.type === 'frame' ? event.data : event.type));
const aWhile = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the network log', () => {
  it('is read at once, then often while something happens, and seldom in a silence', async () => {
    const world = follow();
    await aWhile(0);
    expect(world.readings).toBe(1);
    for (let frames = 0; frames < 8; frames += 1) {
      world.entries = [socketEntry('a', frames)];
      await aWhile(FASTEST_MS);
    }
    expect(world.readings).toBeGreaterThanOrEqual(8);
    expect(told(world.sent)).toEqual(['opened', 'handshake', ...Array.from({ length: 7 }, (_, index) => `a ${index}`)]);
    await aWhile(10_000);
    const before = world.readings;
    await aWhile(20_000);
    expect(world.readings - before).toBe(10);
  });

  it('is read soon after a silence when a request has ended, however many end after it', async () => {
    const world = follow();
    await aWhile(20_000);
    const before = world.readings;
    for (let ended = 0; ended < 20; ended += 1) {
      const entry = pollEntry((callback) => callback('2', ''));
      world.finish({ ...entry, startedDateTime: new Date(Date.parse(START) + ended).toISOString() });
      await aWhile(50);
    }
    expect(world.readings - before).toBeGreaterThanOrEqual(3);
    expect(world.sent.length).toBeGreaterThanOrEqual(15);
  });

  it('is read the less often the longer that takes, but at once after a navigation', async () => {
    const world = follow();
    world.costMs = 400;
    await aWhile(40_000);
    expect(world.readings).toBeLessThanOrEqual(11);
    const before = world.readings;
    await aWhile(1_000);
    world.navigate();
    await aWhile(0);
    expect(world.readings).toBe(before + 1);
  });

  it('is not believed when the tab navigated while it was on its way', async () => {
    const world = follow();
    world.entries = [socketEntry('former', 1)];
    world.costMs = 50;
    await aWhile(20);
    world.navigate();
    world.entries = [socketEntry('next', 1)];
    await aWhile(200);
    expect(told(world.sent)).toEqual(['opened', 'handshake', 'next 0', 'left']);
    expect(world.sent.at(-1)).toMatchObject({ staying: [world.sent[0]!.channel] });
  });

  it('ends what a left page had open, before anything of the next', async () => {
    const world = follow();
    world.entries = [socketEntry('former', 1)];
    await aWhile(FASTEST_MS);
    world.entries = [];
    world.navigate();
    await aWhile(100);
    expect(told(world.sent)).toEqual(['opened', 'handshake', 'former 0', 'left']);
  });

  it('is over when the extension is, and where it has no messages of WebSockets', async () => {
    const orphan = follow();
    await aWhile(1);
    orphan.over = true;
    await aWhile(60_000);
    expect(orphan.readings).toBe(2);

    const other = follow();
    other.entries = [{ ...socketEntry('a', 1), _webSocketMessages: undefined }];
    expect(networkLogState.value).toBe('reading');
    await aWhile(60_000);
    expect(other.readings).toBe(1);
    expect(networkLogState.value).toBe('unsupported');
    followNetworkLog(null, 7, async () => {}, () => false);
    expect(networkLogState.value).toBe('unsupported');
  });
});

describe('what was read', () => {
  it('goes out in batches, and again when the background stopped before it answered', async () => {
    const world = follow();
    world.entries = [socketEntry('a', 2_500)];
    world.failures = [new Error('stopped')];
    await aWhile(FASTEST_MS);
    expect(world.batches).toEqual([1_000, 1_000, 502]);
    expect(told(world.sent).slice(2)).toEqual(Array.from({ length: 2_500 }, (_, index) => `a ${index}`));
  });

  it('is given up when it is refused twice, and what comes next is not', async () => {
    const world = follow();
    world.entries = [socketEntry('a', 1)];
    world.failures = [new Error('refused'), new Error('refused')];
    await aWhile(FASTEST_MS);
    world.entries = [socketEntry('a', 2)];
    await aWhile(FASTEST_MS);
    expect(told(world.sent)).toEqual(['a 1']);
  });

  it('has the bodies of polls that ended between two readings, in order of time', async () => {
    const world = follow();
    await aWhile(1);
    const poll = pollEntry((callback) => setTimeout(() => callback('40', ''), 100));
    world.finish(poll);
    world.finish({ ...poll, request: { ...poll.request, url: 'http://127.0.0.1/picture.png' } });
    world.entries = [poll, socketEntry('a', 1)];
    await aWhile(2 * FASTEST_MS);
    // The poll ended a millisecond after the socket's first frame.
    expect(told(world.sent)).toEqual(['opened', 'handshake', 'a 0', 'poll', 'handshake']);
    expect(world.sent.at(-2)).toMatchObject({ received: { data: '40', binary: false, cut: 0 } });
  });

  it('does not wait for ever for a body that does not come', async () => {
    const world = follow();
    world.entries = [pollEntry(() => {})];
    await aWhile(5_000);
    expect(world.sent).toMatchObject([{ type: 'gap', why: 'pollBodyWithheld' }, { type: 'poll', received: null }, { type: 'handshake', method: 'GET', status: 200 }]);
  });
});
