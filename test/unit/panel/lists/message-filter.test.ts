import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMessageFilter, type Filterable } from '../../../../src/panel/lists/message-filter.ts';
import type { AckState } from '../../../../src/panel/lists/message-row.ts';
import { packetEntry } from '../../views/samples.ts';

interface Sample extends Partial<Omit<Filterable, 'entry'>> {
  readonly entry?: Parameters<typeof packetEntry>[1];
}

function holds(query: string, { entry = {}, ack = null, sources = ['connection'] }: Sample = {}): boolean {
  const filter = parseMessageFilter(query);
  if (!filter.ok) throw new Error(filter.error.message);
  return filter.value.matches({ entry: packetEntry(0, entry), ack, sources });
}

describe('the message filter', () => {
  it.each<[string, Sample, Sample]>([
    ['dir:out', { entry: { direction: 'out' } }, { entry: { direction: 'in' } }],
    ['dir:sent', { entry: { direction: 'out' } }, { entry: { direction: 'in' } }],
    ['event:chat', { entry: { event: 'Chat' } }, { entry: { event: 'chat:typing' } }],
    ['event:chat*', { entry: { event: 'chat:typing' } }, { entry: { event: 'snapchat' } }],
    ['event:"two words"', { entry: { event: 'two words' } }, { entry: { event: 'two' } }],
    ['event:*', {}, { entry: { type: 'ping', event: '' } }],
    ['ns:/admin', { entry: { namespace: '/admin' } }, { entry: { namespace: '/administration' } }],
    ['ns:admin', { entry: { namespace: '/admin' } }, { entry: { namespace: null } }],
    ['ns:/', { entry: { namespace: '/' } }, { entry: { namespace: '/admin' } }],
    ['ns:/a*', { entry: { namespace: '/admin' } }, { entry: { namespace: '/b' } }],
    ['type:ack', { entry: { type: 'ack' } }, { entry: { type: 'event' } }],
    ['ack:pending', { ack: { state: 'pending' } }, { ack: null }],
    ['ack:twice', { ack: { state: 'twice', afterMs: 1 } }, { ack: { state: 'answered', afterMs: 1 } }],
    ['size:>1k', { entry: { bytes: 1_001 } }, { entry: { bytes: 1_000 } }],
    ['size:>=1K', { entry: { bytes: 1_000 } }, { entry: { bytes: 999 } }],
    ['size:<1.5m', { entry: { bytes: 1_499_999 } }, { entry: { bytes: 1_500_000 } }],
    ['size:<=20b', { entry: { bytes: 20 } }, { entry: { bytes: 21 } }],
    ['size:7', { entry: { bytes: 7 } }, { entry: { bytes: 8 } }],
    ['transport:polling', { entry: { transport: 'polling' } }, { entry: { transport: 'websocket' } }],
    ['source:page', { sources: ['page', 'ws://x'] }, { sources: ['connection'] }],
    ['hello', { entry: { preview: 'Hello' } }, { entry: { preview: '', text: '' } }],
    ['_id', { entry: { text: '42["x",{"_id":1}]' } }, { entry: { text: null } }],
    ['"say \\"hi\\""', { entry: { preview: 'say "hi"' } }, { entry: { preview: 'say hi' } }],
    ['a.c', { entry: { event: 'a.c' } }, { entry: { event: 'abc' } }],
    ['/\\d{3} ms/', { entry: { preview: 'took 120 ms' } }, { entry: { preview: 'took 12 ms' } }],
    ['/HELLO/i', { entry: { preview: 'hello' } }, { entry: { preview: 'hallo', text: null } }],
    ['/[/]x/', { entry: { preview: '/x' } }, { entry: { preview: 'x', text: null } }],
    ['/admin', { entry: { namespace: '/admin' } }, {}],
    ['-heartbeat', {}, { entry: { event: 'heartbeat' } }],
    ['-dir:out', { entry: { direction: 'in' } }, { entry: { direction: 'out' } }],
    ['-"a b"', {}, { entry: { preview: 'a b' } }],
    ['-/x+y/', {}, { entry: { preview: 'xxy' } }],
    ['dir:in event:chat', { entry: { direction: 'in', event: 'chat' } }, { entry: { direction: 'out', event: 'chat' } }],
  ])('%s', (query, yes, no) => {
    expect([holds(query, yes), holds(query, no)]).toEqual([true, false]);
  });

  it.each([
    ['dir:up', '“dir:up”: write dir: and one of in, out'],
    ['type:events', 'type: and one of open, close'],
    ['ack:late', 'pending, answered, unanswered, timeout, twice, orphan'],
    ['size:big', 'such as size:>1k'],
    ['foo:bar', '“foo:” is not a filter key. Use one of dir, event'],
    ['constructor:x', 'is not a filter key'],
    ['http://x', 'put quotes around'],
    ['dir:', '“dir:” has no value'],
    ['a "b', 'never closed'],
    ['/(a/', 'is missing a “)”'],
    ['/a(b)\\1/', 'uses a back-reference'],
    ['/a.*b', 'does not end in “/”'],
    ['/a/gi', 'Only “i”'],
    ['a - b', '“-” excludes nothing'],
    ['x'.repeat(2_001), 'longer than'],
  ])('says what is wrong with %s', (query, why) => {
    const filter = parseMessageFilter(query);
    expect(filter.ok ? 'accepted' : filter.error.message).toContain(why);
  });

  it('holds for everything when it is blank', () => {
    const filter = parseMessageFilter('  ');
    expect(filter.ok && filter.value.empty && filter.value.matches({ entry: packetEntry(0), ack: null, sources: [] })).toBe(true);
  });

  const ack = fc.constantFrom<AckState | null>(null, { state: 'pending' }, { state: 'answered', afterMs: 1 });
  const row = fc.record({ entry: fc.record({ event: fc.string(), preview: fc.string(), text: fc.option(fc.string()), bytes: fc.nat() }), ack });

  it('never throws, whatever is typed', () => {
    const typed = fc.oneof(fc.string(), fc.array(fc.constantFrom('dir:', 'event:', '-', '"', '/', '\\', '*', ' ', 'in', 'size:>', '1k', '(', '[', ']', ')')).map((parts) => parts.join('')));
    fc.assert(
      fc.property(typed, row, (query, { entry, ack: state }) => {
        const filter = parseMessageFilter(query);
        if (filter.ok) filter.value.matches({ entry: packetEntry(0, entry), ack: state, sources: ['page'] });
        else expect(filter.error.message.length).toBeLessThan(400);
      }),
      { numRuns: 2_000 },
    );
  });

  it('finds exactly the texts that hold a quoted phrase, and its negation the others', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (phrase, preview) => {
        const query = `"${phrase.replace(/["\\]/g, '\\$&')}"`;
        const sample = { entry: { event: '', preview, text: null, type: 'text' as const, namespace: null } };
        const found = preview.includes(phrase);
        if (found) expect(holds(query, sample)).toBe(true);
        expect(holds(`-${query}`, sample)).toBe(!holds(query, sample));
      }),
    );
  });

  it('holds where all of its terms do', () => {
    const term = fc.constantFrom('dir:in', 'dir:out', 'event:a*', '-size:>100', 'x', '-y', '/z+/');
    fc.assert(
      fc.property(fc.array(term, { maxLength: 5 }), row, (terms, { entry, ack: state }) => {
        const sample = { entry, ack: state };
        expect(holds(terms.join(' '), sample)).toBe(terms.every((one) => holds(one, sample)));
      }),
    );
  });
});
