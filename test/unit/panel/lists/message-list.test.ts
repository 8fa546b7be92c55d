import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EntryOf } from '../../../../src/core/entries/entry.ts';
import { EntryList } from '../../../../src/views/entry-list.ts';
import { parseMessageFilter, type MessageFilter } from '../../../../src/panel/lists/message-filter.ts';
import { MessageList, type MessageCriteria } from '../../../../src/panel/lists/message-list.ts';
import { ACK_DEADLINE_MS, isHeartbeat, type PacketEntry } from '../../../../src/panel/lists/message-row.ts';
import type { TrafficEntry } from '../../../../src/core/entries/lanes.ts';
import { packetEntry } from '../../views/samples.ts';

const namesOf = () => ['connection'];

function filter(query: string): MessageFilter {
  const parsed = parseMessageFilter(query);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

function setUp(limit = 1_000) {
  const own = { source: 'default', packets: new EntryList<TrafficEntry>(limit) };
  const page = { source: 'tab:7', packets: new EntryList<TrafficEntry>(limit) };
  const list = new MessageList();
  const base: MessageCriteria = { sources: [own, page], socket: null, filter: filter(''), range: null, since: -Infinity, until: Infinity, highlight: false, heartbeats: false, namesOf };
  return { own: own.packets, page: page.packets, list, base, seqs: () => list.rows.map(({ entry }) => `${entry.source}/${entry.seq}`) };
}

const fromPage = (seq: number, changes: Partial<PacketEntry> = {}) => packetEntry(seq, { source: 'tab:7', socket: 's1', ...changes });
const asks = (seq: number, changes: Partial<PacketEntry> = {}) => packetEntry(seq, { direction: 'out', ackId: seq, ...changes });
const answers = (seq: number, event: number, again = false) =>
  packetEntry(seq, { type: 'ack', event: '', ackId: event, answers: { seq: event, afterMs: seq - event, again } });

describe('the message list', () => {
  it('merges recordings by time, whichever is told first', () => {
    const { own, page, list, base, seqs } = setUp();
    own.append([packetEntry(0, { at: 10 }), packetEntry(1, { at: 30 })]);
    list.follow(base, 0);
    page.append([fromPage(0, { at: 20 }), fromPage(1, { at: 40 })]);
    own.append([packetEntry(2, { at: 50 })]);
    list.follow(base, 0);
    expect(seqs()).toEqual(['default/0', 'tab:7/0', 'default/1', 'tab:7/1', 'default/2']);
  });

  it('keeps a recording in order though its clock was set back', () => {
    const { own, list, base, seqs } = setUp();
    own.append([packetEntry(0, { at: 100 }), packetEntry(1, { at: 50 }), packetEntry(2, { at: 120 })]);
    list.follow(base, 0);
    expect(seqs()).toEqual(['default/0', 'default/1', 'default/2']);
  });

  it('looks at few of the rows that are there when more come, also where the other recording is empty', () => {
    const { page, list, base } = setUp(100_000);
    let looks = 0;
    const watched = (seq: number): PacketEntry => {
      const entry = fromPage(seq);
      return Object.defineProperty(entry, 'source', { get: () => ((looks += 1), 'tab:7'), enumerable: true });
    };
    const looksFor = (from: number) => {
      page.append(Array.from({ length: 100 }, (_, index) => watched(from + index)));
      looks = 0;
      list.follow(base, 0);
      list.forgetLeft('default');
      return looks;
    };
    const first = looksFor(0);
    for (let from = 100; from < 5_000; from += 100) expect(looksFor(from)).toBeLessThanOrEqual(first + 10);
  });

  it('hides what was cleared and lets wait what comes in a pause, in the list and in the times', () => {
    const { own, list, base, seqs } = setUp();
    own.append([packetEntry(0, { at: 1_000 }), packetEntry(1, { at: 2_000 }), packetEntry(2, { at: 3_000 })]);
    list.follow({ ...base, since: 2_000 }, 0);
    expect([seqs(), list.times.counts.reduce((sum, count) => sum + count, 0)]).toEqual([['default/1', 'default/2'], 2]);
    list.follow({ ...base, since: 2_000, until: 3_500 }, 0);
    own.append([packetEntry(3, { at: 4_000 }), packetEntry(4, { at: 4_001, type: 'ping' })]);
    list.follow({ ...base, since: 2_000, until: 3_500 }, 0);
    expect([seqs(), list.waiting]).toEqual([['default/1', 'default/2'], 1]);
    list.follow(base, 0);
    expect([seqs(), list.waiting]).toEqual([['default/0', 'default/1', 'default/2', 'default/3'], 0]);
  });

  it('shows the packets of one socket', () => {
    const { page, list, base, seqs } = setUp();
    page.append([fromPage(0), fromPage(1, { socket: 's2' })]);
    list.follow({ ...base, socket: 's2' }, 0);
    expect(seqs()).toEqual(['tab:7/1']);
    list.follow({ ...base, socket: 's1' }, 0);
    expect(seqs()).toEqual(['tab:7/0']);
  });

  it('folds heartbeats, counts them, and shows them on demand', () => {
    const { own, list, base, seqs } = setUp();
    own.append([packetEntry(0), packetEntry(1, { type: 'ping' }), packetEntry(2, { type: 'reply', text: 'ok' }), packetEntry(3, { type: 'reply', text: '{"code":1}' }), packetEntry(4, { type: 'reply', text: '', preview: 'HTTP 502' })]);
    list.follow(base, 0);
    expect([seqs(), list.folded]).toEqual([['default/0', 'default/3', 'default/4'], 2]);
    list.follow({ ...base, heartbeats: true }, 0);
    expect([list.length, list.folded]).toEqual([5, 0]);
  });

  it('says of each event what became of its acknowledgement, and leads from one to the other', () => {
    const { own, list, base } = setUp();
    own.append([asks(0, { at: 0 }), asks(1, { at: 0 }), asks(2, { at: 0 }), answers(5, 0), answers(6, 1), answers(7, 1, true), packetEntry(8, { type: 'ack', ackId: 9 })]);
    list.follow(base, ACK_DEADLINE_MS - 1);
    const states = () => list.rows.map(({ ack }) => ack?.state ?? null);
    expect(states()).toEqual(['answered', 'twice', 'pending', 'answered', 'answered', 'twice', 'orphan']);
    expect(list.at(1)?.ack).toEqual({ state: 'twice', afterMs: 5 });
    expect(list.follow(base, ACK_DEADLINE_MS)).toBe(true);
    expect(states()[2]).toBe('timeout');
    own.append([answers(20, 2)]);
    list.follow(base, ACK_DEADLINE_MS);
    expect(list.at(2)?.ack).toEqual({ state: 'answered', afterMs: 18 });
    expect([list.at(0)?.partner, list.at(3)?.partner, list.at(1)?.partner]).toEqual(['own-5', 'own-0', 'own-6']);
  });

  it('pairs an event with the acknowledgement that was recorded before it', () => {
    const { own, list, base, seqs } = setUp();
    const orphans = { ...base, filter: filter('ack:orphan') };
    own.append([packetEntry(0, { type: 'ack', ackId: 4 }), packetEntry(1, { type: 'ack', ackId: 5 })]);
    list.follow(orphans, 0);
    expect(seqs()).toEqual(['default/0', 'default/1']);
    own.append([asks(2, { answeredBy: { seq: 0, afterMs: 7 } })]);
    list.follow(orphans, ACK_DEADLINE_MS + 2_000);
    expect([seqs(), list.matching]).toEqual([['default/1'], 1]);
    expect(['own-0', 'own-2'].map((key) => list.find(key))).toMatchObject([
      { partner: 'own-2', ack: { state: 'answered', afterMs: 7 } },
      { partner: 'own-0', ack: { state: 'answered', afterMs: 7 } },
    ]);
  });

  it('moves events in and out of a filter by acknowledgement as their state changes', () => {
    const { own, list, base, seqs } = setUp();
    const pending = { ...base, filter: filter('ack:pending') };
    const timeout = { ...base, filter: filter('ack:timeout') };
    own.append([asks(0, { at: 0 }), asks(1, { at: 0 })]);
    list.follow(pending, 0);
    expect(seqs()).toEqual(['default/0', 'default/1']);
    own.append([answers(2, 0)]);
    list.follow(pending, 0);
    expect(seqs()).toEqual(['default/1']);
    list.follow(timeout, 0);
    expect(seqs()).toEqual([]);
    list.follow(timeout, ACK_DEADLINE_MS);
    expect([seqs(), list.matching]).toEqual([['default/1'], 1]);
  });

  it('counts the matching packets over time, whatever range is shown, as their state changes', () => {
    const { own, list, base, seqs } = setUp();
    const pending = { ...base, filter: filter('ack:pending'), range: { from: 0, to: 1 } };
    const counted = () => list.times.counts.reduce((sum, count) => sum + count, 0);
    own.append([asks(0, { at: 0 }), asks(1, { at: 1 }), asks(2, { at: 2 }), packetEntry(3, { type: 'ping', ackId: 3 })]);
    list.follow(pending, 0);
    expect([seqs(), counted()]).toEqual([['default/0'], 3]);
    own.append([answers(4, 1)]);
    list.follow(pending, 0);
    expect(counted()).toBe(2);
    list.follow({ ...pending, range: null }, 0);
    expect([seqs(), counted()]).toEqual([['default/0', 'default/2'], 2]);
    list.follow(pending, ACK_DEADLINE_MS + 10);
    expect([seqs(), counted()]).toEqual([[], 0]);
  });

  it('highlights', () => {
    const { own, list, base } = setUp();
    own.append([0, 1, 2, 3, 4].map((seq) => packetEntry(seq, { event: seq % 2 === 1 ? 'odd' : 'even' })));
    list.follow({ ...base, filter: filter('event:odd'), highlight: true }, 0);
    expect([list.length, list.matching]).toEqual([5, 2]);
  });

  it('tells what has left memory, and where the rest began', () => {
    const { own, list, base } = setUp(4);
    const criteria = { ...base, filter: filter('event:odd'), highlight: true };
    own.append([0, 1, 2, 3].map((seq) => packetEntry(seq, { event: seq % 2 === 1 ? 'odd' : 'even' })));
    list.follow(criteria, 0);
    own.append([packetEntry(4, { type: 'ping', event: '' }), packetEntry(5), packetEntry(6)]);
    list.follow(criteria, 0);
    expect(list.firstOf('default')).toEqual({ seq: 0, time: 1_000 });
    expect(list.takeLeft('default')).toEqual({ shown: [0, 1, 2], times: [1_000, 1_001, 1_002], matches: [1], among: 3, folded: 0 });
    own.append([packetEntry(7), packetEntry(8)]);
    list.follow(criteria, 0);
    expect(list.takeLeft('default')).toEqual({ shown: [3], times: [1_003], matches: [3], among: 1, folded: 1 });
    list.forgetLeft('default');
    expect(list.firstOf('default')).toEqual({ seq: 5, time: 1_005 });
  });

  describe('of an event whose socket ended', () => {
    const ends = (seq: number, changes: Partial<EntryOf<'socket-closed'>> = {}): EntryOf<'socket-closed'> => ({
      source: 'tab:7', seq, at: 1_000 + seq, kind: 'socket-closed', socket: 's1', code: null, reason: 'pageGone', clean: null, goodbye: 'none', blocked: null, ...changes,
    });
    const asked = (seq: number, changes: Partial<PacketEntry> = {}) => fromPage(seq, { direction: 'out', ackId: seq, ...changes });
    const stateOf = (entries: readonly TrafficEntry[], now = 2_000) => {
      const { page, list, base } = setUp();
      page.append(entries);
      list.follow(base, now);
      return list.rows.map(({ ack }) => ack?.state ?? null);
    };
    const LONG_AFTER = 2_000 + ACK_DEADLINE_MS;

    it.each<[string, readonly TrafficEntry[], number, (string | null)[]]>([
      ['says that it stays unanswered', [asked(0), ends(1)], 1_002, ['unanswered']],
      ['says the same long after', [asked(0), ends(1)], LONG_AFTER, ['unanswered']],
      ['says so of what was under way, and is told after the end', [asked(0), ends(1), asked(2, { at: 1_000 })], 1_003, ['unanswered', 'unanswered']],
      ['says nothing of another socket', [asked(0), asked(1, { socket: 's2' }), ends(2)], 1_003, ['unanswered', 'pending']],
      ['says nothing of a failed upgrade, after which it goes on', [asked(0), ends(1, { what: 'upgrade' })], 1_002, ['pending']],
      ['knows that its time was up before', [asked(0), ends(1, { at: LONG_AFTER })], LONG_AFTER, ['timeout']],
      ['takes an answer that is told late', [asked(0), ends(1), fromPage(2, { type: 'ack', event: '', ackId: 0, answers: { seq: 0, afterMs: 5, again: false } })], LONG_AFTER, ['answered', 'answered']],
    ])('%s', (_name, entries, now, expected) => expect(stateOf(entries, now)).toEqual(expected));
  });

  it('shows, however the packets come, what a fresh list would show', () => {
    const entry = fc.record({ page: fc.boolean(), type: fc.constantFrom('event' as const, 'ping' as const, 'ack' as const), event: fc.constantFrom('a', 'b'), asks: fc.boolean(), answers: fc.nat(60) });
    const range = fc.option(fc.record({ from: fc.nat(40), to: fc.nat(90) }));
    const criteria = fc.record({ range, query: fc.constantFrom('', 'event:a', 'ack:answered', '-ack:pending'), highlight: fc.boolean(), heartbeats: fc.boolean() });
    const step = fc.record({ entries: fc.array(entry, { maxLength: 12 }), criteria, now: fc.nat(2 * ACK_DEADLINE_MS) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), fc.integer({ min: 1, max: 30 }), (steps, limit) => {
        const { own, page, list, base } = setUp(limit);
        const next = { own: 0, page: 0 };
        let at = 0;
        let now = 0;
        for (const { entries, criteria: chosen, now: later } of steps) {
          for (const made of entries) {
            const seq = made.page ? next.page++ : next.own++;
            const changes: Partial<PacketEntry> = {
              at: at++, type: made.type, event: made.event, ackId: made.asks ? seq : null,
              answers: made.type === 'ack' && made.answers < seq ? { seq: made.answers, afterMs: 1, again: false } : null,
            };
            (made.page ? page : own).append([made.page ? fromPage(seq, changes) : packetEntry(seq, changes)]);
          }
          now = Math.max(now, later);
          const current = { ...base, filter: filter(chosen.query), range: chosen.range, highlight: chosen.highlight, heartbeats: chosen.heartbeats };
          list.follow(current, now);
          const fresh = new MessageList();
          fresh.follow(current, now);
          const shown = (from: MessageList) => from.rows.filter(({ entry: { answers: of }, ack }) => of === null && ack === null).map(({ key, matches }) => [key, matches]);
          expect(shown(list)).toEqual(shown(fresh));
          expect([list.total, list.folded]).toEqual([fresh.total, fresh.folded]);
          expect(list.matching).toBe(list.rows.filter(({ matches }) => matches).length);
          expect(list.rows.every(({ entry: shownEntry }) => chosen.heartbeats || !isHeartbeat(shownEntry))).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
