/** The bridge keeps what it is told while the background is away, within bounds, and goes silent when it is gone for good. */
import { describe, expect, it } from 'vitest';
import { Relay, type PageMessage } from '../../../src/page/relay.ts';

interface FakePort {
  sent: PageMessage[];
  say: (message: unknown) => void;
  disconnect: () => void;
  isClosed: boolean;
}

function setUp() {
  const state = { now: 0, ports: [] as FakePort[], timers: [] as { at: number; callback: () => void }[], commands: [] as unknown[], stopped: 0, isOrphaned: false, throws: false };
  const relay = new Relay({
    connect: () => {
      if (state.throws) throw new Error('Extension context invalidated.');
      let say: (message: unknown) => void = () => {};
      let disconnect = () => {};
      const port: FakePort = { sent: [], say: (message) => say(message), disconnect: () => disconnect(), isClosed: false };
      state.ports.push(port);
      return {
        postMessage: (message) => void port.sent.push(message),
        onMessage: { addListener: (listener) => { say = listener; } },
        onDisconnect: { addListener: (listener) => { disconnect = listener; } },
        disconnect: () => { port.isClosed = true; },
      };
    },
    isOrphaned: () => state.isOrphaned,
    onCommand: (command) => void state.commands.push(command),
    onStop: () => { state.stopped += 1; },
    now: () => state.now,
    later: (callback, ms) => void state.timers.push({ at: state.now + ms, callback }),
  });
  /** Lets time pass, timer by timer. */
  const pass = (ms: number) => {
    const end = state.now + ms;
    for (;;) {
      const next = state.timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      state.timers.splice(state.timers.indexOf(next), 1);
      state.now = next.at;
      next.callback();
    }
    state.now = end;
  };
  const big = (units: number) => JSON.stringify(['x'.repeat(units - 4)]);
  return { state, relay, pass, big };
}

describe('the relay', () => {
  it('that is stopped closes its port, takes what still comes for told, and opens none again', () => {
    const { state, relay, pass } = setUp();
    relay.take('[{"n":1}]');
    relay.stop();
    relay.stop();
    expect([state.stopped, state.ports[0]!.isClosed]).toEqual([1, true]);
    state.ports[0]!.disconnect();
    relay.note({ type: 'page-state', at: 1, state: 'restored' });
    relay.restored();
    relay.reconnect();
    expect(relay.take('[{"n":2}]')).toBe(true);
    pass(60_000);
    expect([state.ports.length, state.ports[0]!.sent.length]).toEqual([1, 1]);
  });

  it('opens a port when there is something to tell, and hands commands on', () => {
    const { state, relay } = setUp();
    expect(state.ports).toHaveLength(0);
    expect(relay.take('[{"n":1}]')).toBe(true);
    expect(state.ports[0]!.sent).toEqual([{ type: 'events', events: [{ n: 1 }] }]);
    state.ports[0]!.say({ request: 1 });
    expect(state.commands).toEqual([{ request: 1 }]);
    relay.done(1, '');
    expect(state.ports[0]!.sent.at(-1)).toEqual({ type: 'done', request: 1, error: '' });
    relay.connect();
    expect(state.ports).toHaveLength(1);
  });

  it('keeps what comes while the background is away, and opens a new port when it has something', () => {
    const { state, relay, pass } = setUp();
    relay.take('[1]');
    pass(5_000);
    state.ports[0]!.disconnect();
    pass(60_000);
    // With nothing to tell, it does not wake a background that the browser stopped.
    expect(state.ports).toHaveLength(1);
    relay.take('[2]');
    expect(state.ports[1]!.sent).toEqual([{ type: 'events', events: [2] }]);
    state.ports[1]!.disconnect();
    relay.take('[3]');
    expect(state.ports).toHaveLength(2);
    pass(500);
    expect(state.ports[2]!.sent).toEqual([{ type: 'events', events: [3] }]);
  });

  it('waits longer after each port that did not last', () => {
    const { state, relay, pass } = setUp();
    for (let index = 0; index < 100; index += 1) {
      relay.take('[1]');
      state.ports.at(-1)!.disconnect();
      pass(1_000);
    }
    expect(state.ports.length).toBeLessThan(20);
  });

  it('has bounds, and lets no more through than the background can take', () => {
    const { state, relay, pass, big } = setUp();
    let taken = 0;
    while (relay.take(big(1_000_000))) taken += 1;
    // Some 16 MB went through at once, and 8 MB wait.
    expect(taken).toBe(17 + 8);
    expect(state.ports[0]!.sent).toHaveLength(17);
    pass(1_000);
    expect(state.ports[0]!.sent).toHaveLength(25);
    expect(relay.take(big(1_000_000))).toBe(true);
  });

  it('keeps what the bridge has seen until there is something to tell, and tells that first', () => {
    const { state, relay } = setUp();
    const note = (at: number) => ({ type: 'page-state', at, state: 'frozen' }) as const;
    relay.note(note(1));
    relay.reconnect();
    expect(state.ports).toHaveLength(0);
    relay.take('[1]');
    relay.note(note(2));
    expect(state.ports[0]!.sent).toEqual([{ type: 'notes', notes: [note(1)] }, { type: 'events', events: [1] }, { type: 'notes', notes: [note(2)] }]);
    const other = setUp();
    for (let at = 0; at < 1_000; at += 1) other.relay.note(note(at));
    other.relay.take('[1]');
    expect(other.state.ports[0]!.sent[0]).toEqual({ type: 'notes', notes: Array.from({ length: 50 }, (_, index) => note(950 + index)) });
  });

  it('closes its port when the page is cached, keeps what comes, and opens another when the page is back', () => {
    const { state, relay, pass } = setUp();
    relay.take('[1]');
    relay.note({ type: 'page-state', at: 1, state: 'cached' });
    relay.cached();
    expect(state.ports[0]!.isClosed).toBe(true);
    expect(relay.take('[2]')).toBe(true);
    relay.note({ type: 'page-state', at: 2, state: 'frozen' });
    relay.reconnect();
    pass(60_000);
    expect(state.ports).toHaveLength(1);
    relay.restored();
    expect(state.ports).toHaveLength(2);
    expect(state.ports[1]!.sent).toEqual([{ type: 'notes', notes: [{ type: 'page-state', at: 2, state: 'frozen' }] }, { type: 'events', events: [2] }]);
    // The end of the former port, should it be told late, ends nothing.
    state.ports[0]!.disconnect();
    relay.take('[3]');
    expect(state.ports).toHaveLength(2);
  });

  it('opens its port again for a background that asks, once it has told something', () => {
    const { state, relay, pass } = setUp();
    relay.take('[1]');
    pass(5_000);
    state.ports[0]!.disconnect();
    relay.reconnect();
    expect(state.ports).toHaveLength(2);
    expect(state.ports[1]!.sent).toEqual([]);
  });

  it('goes silent for good when the extension has been taken away', () => {
    const { state, relay, pass } = setUp();
    relay.take('[1]');
    state.isOrphaned = true;
    state.ports[0]!.disconnect();
    expect(state.stopped).toBe(1);
    expect(relay.take('[2]')).toBe(true);
    pass(60_000);
    expect(state.ports).toHaveLength(1);

    const other = setUp();
    other.state.throws = true;
    expect(other.relay.take('[1]')).toBe(true);
    expect(other.state.stopped).toBe(1);
  });
});
