import { describe, expect, it } from 'vitest';
import { Answers, type Awaited } from '../../../src/panel/compose/answers.ts';
import { emptyDraft } from '../../../src/panel/compose/draft.ts';
import { createMessageStore, type TextStorage } from '../../../src/panel/compose/message-store.ts';
import { repeat } from '../../../src/panel/compose/repeat.ts';
import type { TrafficEntry } from '../../../src/core/entries/lanes.ts';
import { packet, recorded } from './page-entries.ts';

describe('the answer to an event', () => {
  const one: Awaited = { event: 'chat', namespace: '/', socket: 'own', afterSeq: 0, timeoutMs: 500 };
  const chat = (at: number) => packet(at, 'own', 'out', 'event', { namespace: '/', event: 'chat', ackId: 1 });
  const ack = (at: number, seq: number, preview = '"ok"', again = false) => packet(at, 'own', 'in', 'ack', { namespace: '/', ackId: 1, preview, answers: { seq, afterMs: 12, again } });
  const before = packet(1, 'own', 'out', 'event', { namespace: '/', event: 'chat', ackId: 0 });

  function told(facts: ReturnType<typeof packet>[], now = 1_020, awaited = one, times = 1) {
    const answers = new Answers(awaited);
    for (let sent = 0; sent < times; sent += 1) answers.sending(1_000);
    for (const entry of recorded(facts)) answers.add(entry as TrafficEntry);
    return { acknowledged: answers.acknowledged, ...answers.open(now), last: answers.last?.preview };
  }

  it.each<[string, ReturnType<typeof packet>[], number, object]>([
    ['is awaited until it comes', [before, chat(2)], 1_020, { waiting: 1 }],
    ['comes as a packet that names the event’s', [before, chat(2), ack(3, 1)], 1_020, { acknowledged: 1, waiting: 0, last: '"ok"' }],
    ['is not that of an earlier one', [before, chat(2), ack(3, 0)], 1_020, { acknowledged: 0, waiting: 1 }],
    ['may be recorded before the event, which names it', [before, packet(2, 'own', 'in', 'ack', { namespace: '/', ackId: 1, preview: '"early"' }), packet(3, 'own', 'out', 'event', { namespace: '/', event: 'chat', ackId: 1, answeredBy: { seq: 1, afterMs: 4 } })], 1_020, { acknowledged: 1, waiting: 0, last: '"early"' }],
    ['is the first of two', [before, chat(2), ack(3, 1), ack(4, 1, '"again"', true)], 1_020, { acknowledged: 1, last: '"ok"' }],
    ['is missed when it never comes', [before, chat(2)], 1_501, { unanswered: 1, waiting: 0 }],
    ['counts, however late one looks', [before, chat(2), ack(3, 1)], 99_000, { acknowledged: 1, unanswered: 0 }],
    ['is not that of an event which somebody else sent after ours', [before, chat(2), chat(3), ack(4, 2)], 1_020, { acknowledged: 0, waiting: 1 }],
  ])('%s', (_what, facts, now, expected) => {
    expect(told(facts, now)).toMatchObject(expected);
  });

  it('goes to each of several', () => {
    expect(told([before, chat(2), chat(3), ack(4, 2, '"second"'), ack(5, 1, '"first"')], 1_020, one, 3)).toEqual({ acknowledged: 2, unanswered: 0, waiting: 1, last: '"first"' });
  });

  it.each([[{ ...one, socket: 'a' }], [{ ...one, namespace: '/admin' }], [{ ...one, event: 'other' }]])('is not that of another, as of %j', (awaited) => {
    expect(told([before, chat(2), ack(3, 1)], 1_020, awaited)).toMatchObject({ acknowledged: 0, waiting: 1 });
  });

  it('is not awaited of one that was refused', () => {
    const answers = new Answers(one);
    answers.sending(1_000);
    answers.refused();
    expect(answers.open(9_999)).toEqual({ unanswered: 0, waiting: 0 });
  });
});

describe('repeating', () => {
  function clock() {
    const waits: number[] = [];
    let time = 0;
    return {
      waits,
      advance: (ms: number) => (time += ms),
      now: () => time,
      wait: (ms: number) => {
        waits.push(ms);
        time += ms;
        return Promise.resolve();
      },
    };
  }

  it('keeps the rate', async () => {
    const at: number[] = [];
    const time = clock();
    await repeat({ times: 4, perSecond: 10, clock: time, send: () => Promise.resolve(at.push(time.now()) > 0) }).done;
    expect(at).toEqual([0, 100, 200, 300]);
  });

  it('catches up after a slow one', async () => {
    const at: number[] = [];
    const time = clock();
    const send = () => {
      at.push(time.now());
      if (at.length === 1) time.advance(250);
      return Promise.resolve(true);
    };
    await repeat({ times: 5, perSecond: 10, clock: time, send }).done;
    expect(at).toEqual([0, 250, 250, 300, 400]);
  });

  it('ends when it is stopped or refused', async () => {
    let sent = 0;
    const send = () => {
      sent += 1;
      if (sent === 2) stopped.stop();
      return Promise.resolve(true);
    };
    const stopped = repeat({ times: 9, perSecond: 10, clock: clock(), send });
    await stopped.done;
    expect(sent).toBe(2);
    let tries = 0;
    await repeat({ times: 9, perSecond: 10, clock: clock(), send: () => Promise.resolve((tries += 1) < 3) }).done;
    expect(tries).toBe(3);
  });
});

describe('the message store', () => {
  function storage(room = Infinity): TextStorage & { texts: Map<string, string> } {
    const texts = new Map<string, string>();
    return {
      texts,
      getItem: (key) => texts.get(key) ?? null,
      setItem: (key, value) => {
        if (value.length > room) throw new Error('QuotaExceededError');
        texts.set(key, value);
      },
    };
  }
  const message = (event: string) => ({ shape: 'event' as const, draft: { ...emptyDraft(), event } });
  const events = (list: readonly { draft: { event: string } }[]) => list.map(({ draft }) => draft.event);

  it('keeps the last fifty, newest first, each once', () => {
    const disk = storage();
    const store = createMessageStore(disk);
    for (let n = 0; n < 60; n += 1) store.remember(message(`e${n}`), n);
    store.remember(message('e30'), 60);
    expect(store.history.value).toHaveLength(50);
    expect(events(store.history.value).slice(0, 3)).toEqual(['e30', 'e59', 'e58']);
    expect(events(createMessageStore(disk).history.value)).toEqual(events(store.history.value));
  });

  it('keeps saved messages by name', () => {
    const disk = storage();
    const store = createMessageStore(disk);
    store.save('b', message('one'));
    store.save('a', message('two'));
    store.save('b', message('three'));
    expect(createMessageStore(disk).saved.value.map(({ name, draft: { event } }) => [name, event])).toEqual([['a', 'two'], ['b', 'three']]);
    store.remove('b');
    expect(store.saved.value.map(({ name }) => name)).toEqual(['a']);
  });

  it.each([['nothing'], ['{"a":1}'], ['[1, null, {"at":1,"draft":{}}]']])('takes %s on disk for nothing', (text) => {
    const disk = storage();
    disk.texts.set('compose-history', text);
    expect(createMessageStore(disk).history.value).toEqual([]);
  });

  it('drops the oldest from a full disk, and a large file from any', () => {
    const disk = storage(2_000);
    const store = createMessageStore(disk);
    for (let n = 0; n < 40; n += 1) store.remember(message(`e${n}`), n);
    expect(store.history.value).toHaveLength(40);
    expect(events(createMessageStore(disk).history.value)[0]).toBe('e39');
    store.save('file', { shape: 'event', draft: { ...emptyDraft(), args: [{ kind: 'file', name: 'a', bytes: 1e6, base64: 'A'.repeat(100_000) }] } });
    expect(createMessageStore(disk).saved.value[0]?.draft.args).toEqual([{ kind: 'file', name: 'a', bytes: 1e6, base64: null }]);
  });
});
