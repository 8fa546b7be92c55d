import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOG_LEVELS, PACKET_TYPES, type Entry } from '../../../../src/core/entries/entry.ts';
import { RecentCounts } from '../../../../src/core/traffic/recent-counts.ts';
import { NAME_LIMIT, TopTallies } from '../../../../src/core/traffic/top-tallies.ts';
import { eventOrType, GROUPINGS, TrafficStatistics } from '../../../../src/core/traffic/traffic-statistics.ts';
import { utf8Length } from '../../../../src/core/wire/bytes.ts';
import { logEntry, packetEntry, pingEntry } from '../../views/samples.ts';

const NOW = 1_790_000_000_000;

function folded(entries: readonly Entry[]): TrafficStatistics {
  const statistics = new TrafficStatistics();
  for (const entry of entries) statistics.add(entry);
  return statistics;
}

const anyEntries = fc
  .array(
    fc.oneof(
      fc.record({ type: fc.constantFrom(...PACKET_TYPES), event: fc.constantFrom('', 'chat', '__proto__', 'type:ping'), namespace: fc.constantFrom(null, '/', '/admin'), direction: fc.constantFrom('in' as const, 'out' as const), bytes: fc.nat(5_000) }),
      fc.record({ level: fc.constantFrom(...LOG_LEVELS), logger: fc.constantFrom('', 'app', 'constructor'), message: fc.string() }),
    ),
    { maxLength: 300 },
  )
  .map((made) => made.map((changes, seq): Entry => ('level' in changes ? logEntry(seq, changes) : packetEntry(seq, changes))));

/** Count, sent and bytes by name, the slow and obvious way. */
function naive(entries: readonly Entry[], nameOf: (entry: Entry) => string | null) {
  const rows = new Map<string, [number, number, number]>();
  for (const entry of entries) {
    const name = nameOf(entry);
    if (name === null) continue;
    const [count, sent, bytes] = rows.get(name) ?? [0, 0, 0];
    const size = entry.kind === 'packet' ? entry.bytes : entry.kind === 'log' ? utf8Length(entry.message + entry.logger + entry.fields) : 0;
    rows.set(name, [count + 1, sent + (entry.kind === 'packet' && entry.direction === 'out' ? 1 : 0), bytes + size]);
  }
  return rows;
}

const NAMES: Record<(typeof GROUPINGS)[number], (entry: Entry) => string | null> = {
  event: (entry) => (entry.kind !== 'packet' ? null : entry.type === 'event' || entry.event !== '' ? `event:${entry.event}` : `type:${entry.type}`),
  namespace: (entry) => (entry.kind === 'packet' ? (entry.namespace ?? '') : null),
  logger: (entry) => (entry.kind === 'log' ? entry.logger : null),
  level: (entry) => (entry.kind === 'log' ? entry.level : null),
};

describe('the statistics of a recording', () => {
  it('equal a naive count of the same entries', () => {
    fc.assert(
      fc.property(anyEntries, (entries) => {
        const { tables } = folded(entries);
        for (const grouping of GROUPINGS) {
          const found = new Map(tables[grouping].ranked().map(([name, { count, sent, bytes }]) => [name, [count, sent, bytes]]));
          const wanted = naive(entries, NAMES[grouping]);
          expect(found).toEqual(wanted);
          expect(tables[grouping].total.count).toBe([...wanted.values()].reduce((sum, [count]) => sum + count, 0));
        }
      }),
    );
  });

  it('counts nothing but packets and lines', () => {
    expect(folded([pingEntry(0)]).tables.event.total.count).toBe(0);
  });

  it('tells an event from a packet of that type', () => {
    expect(eventOrType('event:type:ping')).toEqual({ event: 'type:ping' });
    expect(eventOrType('type:ping')).toEqual({ type: 'ping' });
  });

  it('gives an event the latency of its first acknowledgement', () => {
    const asks = (seq: number, event: string) => packetEntry(seq, { event, ackId: seq, direction: 'out' });
    const answer = (seq: number, to: number, afterMs: number, again = false) => packetEntry(seq, { type: 'ack', event: '', answers: { seq: to, afterMs, again } });
    const { event } = folded([asks(0, 'save'), asks(1, 'chat'), answer(2, 1, 40), answer(3, 0, 900), answer(4, 0, 5_000, true), answer(5, 99, 7)]).tables;
    expect(event.get('event:save')?.latency?.count).toBe(1);
    expect(event.get('event:save')!.latency!.quantile(0.5)).toBeCloseTo(900, -1.3);
    expect(event.get('event:chat')!.latency!.quantile(0.99)).toBeCloseTo(40, 0);
    expect(event.total.latency?.count).toBe(2);
    expect(event.get('type:ack')?.latency).toBeNull();
  });

  it('takes a clock that jumps back for what it is', () => {
    const at = [NOW, NOW + 5_000, NOW - 3_600_000, NOW - 3_599_000, NOW - 3_598_500];
    const { total } = folded(at.map((time, seq) => packetEntry(seq, { at: time }))).tables.event;
    expect(total.count).toBe(5);
    expect(total.recent.perSecond(NOW - 3_597_000)).toBe(0.3);
  });
});

describe('names without end', () => {
  it('are kept within bounds, and the total stays exact', { timeout: 60_000 }, () => {
    const top = new TopTallies();
    const names = 1_000_000;
    for (let index = 0; index < names; index += 1) {
      top.add(`invented ${index}`, NOW + index, 10, false);
      if (index % 4 === 0) top.add('steady', NOW + index, 1, true);
    }
    expect(top.size).toBeLessThan(NAME_LIMIT * 2);
    expect(top.total.count).toBe(names * 1.25);
    expect(top.ranked()[0]).toMatchObject(['steady', { count: names / 4, mayLack: 0 }]);
    expect(top.other.count + top.ranked().reduce((sum, [, { count }]) => sum + count, 0)).toBe(top.total.count);
  });

  it('lack no more than they say', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(12), { maxLength: 400 }), (names) => {
        const top = new TopTallies(3);
        const exact = new Map<string, number>();
        for (const [index, number] of names.entries()) {
          const name = `name ${number}`;
          exact.set(name, (exact.get(name) ?? 0) + 1);
          top.add(name, NOW + index, 1, false);
        }
        for (const [name, count] of exact) {
          const kept = top.get(name)?.count ?? 0;
          expect(kept).toBeLessThanOrEqual(count);
          expect(kept + top.mayLack(name)).toBeGreaterThanOrEqual(count);
        }
      }),
    );
  });
});

describe('the rate now', () => {
  it('is the mean of the last ten whole seconds', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40_000), { maxLength: 300 }), (offsets) => {
        const times = offsets.toSorted((a, b) => a - b).map((offset) => NOW + offset);
        const recent = new RecentCounts();
        for (const at of times) recent.add(at);
        const now = NOW + 40_000;
        const naiveCount = times.filter((at) => at >= now - 10_000 && at < now).length;
        expect(recent.perSecond(now)).toBeCloseTo(naiveCount / 10, 6);
        expect(recent.perSecond(now + 60_000)).toBe(0);
        const [absorbed, rest] = [new RecentCounts(), new RecentCounts()];
        for (const [index, at] of times.entries()) (index % 3 === 0 ? absorbed : rest).add(at);
        absorbed.absorb(rest);
        absorbed.absorb(new RecentCounts());
        expect(absorbed.perSecond(now)).toBeCloseTo(naiveCount / 10, 6);
      }),
    );
  });
});

describe('statistics as plain data', () => {
  it('say the same in another context', () => {
    fc.assert(
      fc.property(anyEntries, fc.array(fc.nat(5_000)), (entries, latencies) => {
        const statistics = folded(entries);
        for (const ms of latencies) statistics.tables.event.answered('event:chat', ms);
        for (const grouping of GROUPINGS) {
          const table = statistics.tables[grouping];
          const copy = TopTallies.of(structuredClone(table.data));
          expect(copy.data).toEqual(table.data);
          expect([copy.mayLack('x'), copy.total.latency?.quantile(0.95)]).toEqual([table.mayLack('x'), table.total.latency?.quantile(0.95)]);
          copy.add('event:chat', NOW, 5, true);
          copy.answered('event:chat', 12);
          expect(copy.total.count).toBe(table.total.count + 1);
        }
      }),
      { numRuns: 30 },
    );
  });
});
