import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry, Fact } from '../../../../src/core/entries/entry.ts';
import { packEntries, unpackEntries, unpackOwnEntries } from '../../../../src/core/entries/packed-entries.ts';
import { ack, connected, log, opening } from '../../../support/facts.ts';
import { packetFact } from '../../views/samples.ts';

/** Packets that have nearly everything in common, and some that do not. */
const packet = fc.record({
  socket: fc.constantFrom('own', 's1'),
  direction: fc.constantFrom('in' as const, 'out' as const),
  type: fc.constantFrom('event' as const, 'ack' as const, 'ping' as const),
  event: fc.oneof(fc.constantFrom('log_message', ''), fc.string()),
  ackId: fc.option(fc.nat(3)),
  preview: fc.string(),
  text: fc.option(fc.string()),
  attachments: fc.array(fc.string(), { maxLength: 2 }),
  cut: fc.nat(1),
  answers: fc.option(fc.record({ seq: fc.nat(9), afterMs: fc.nat(9), again: fc.boolean() })),
}).map((changes): Fact => packetFact(changes));
const fact: fc.Arbitrary<Fact> = fc.oneof(
  { weight: 4, arbitrary: packet },
  { weight: 4, arbitrary: fc.string({ unit: 'binary' }).map((message) => log('info', message)) },
  fc.jsonValue({ maxDepth: 2 }).map((value) => ack({ payload: JSON.parse(JSON.stringify(value)) as unknown })),
  fc.constantFrom(opening(), connected()),
);
/** Entries in order, with others between them that are not among these. */
const entries = fc.array(fc.tuple(fact, fc.nat(3), fc.double({ min: 0, max: 2e12, noNaN: true })), { maxLength: 60 }).map((facts) => {
  let seq = -1;
  return facts.map(([what, skipped, at]): Entry => ({ ...what, source: 'a', seq: (seq += 1 + skipped), at: at + 1 }));
});

describe('packed entries', () => {
  it('are what they were, from the disk and from the background', () =>
    fc.assert(fc.property(entries, (given) => {
      const text = packEntries(given);
      expect(unpackEntries('a', text)).toEqual(given);
      expect(unpackOwnEntries('a', text)).toEqual(given);
    })));

  it('say what entries have in common once', () => {
    const texts = Array.from({ length: 400 }, (_, seq) => `42["log_message",{"n":${seq},"message":"one of many lines"}]`);
    const given = texts.map((text, seq): Entry => ({ ...packetFact({ event: 'log_message', text, preview: '', bytes: text.length }), source: 'a', seq, at: 1_000 + seq }));
    expect(packEntries(given).length).toBeLessThan(1.5 * texts.join('').length);
  });

  it('may have holes on the disk alone', () => {
    const line: Entry = { ...log('info'), source: 'a', seq: 4, at: 1 };
    expect(unpackEntries('a', packEntries([undefined, line]))).toEqual([undefined, line]);
    expect(unpackOwnEntries('a', packEntries([undefined, line]))).toBeNull();
  });

  it('are none where a text says something else', () => {
    const foreign = [
      '', 'null', '{}', '{"shapes":[5],"rows":[[0]]}', '{"shapes":[[5,{}]],"rows":[[0,0,1]]}',
      '{"shapes":[["ping",{},"gapMs"]],"rows":[[1,0,1,2]]}', '{"shapes":[["ping",{},"gapMs"]],"rows":[[0,0,"1",2]]}', '{"shapes":[["ping",{},"gapMs"]],"rows":[[0,null,null]]}',
    ];
    for (const text of foreign) expect([text, unpackOwnEntries('a', text)]).toEqual([text, null]);
    const unknown = ['{"shapes":[["nonsense",{}]],"rows":[[0,0,1]]}', '{"shapes":[["toString",{}]],"rows":[[0,0,1]]}'];
    for (const text of [...foreign, ...unknown]) expect((unpackEntries('a', text) ?? []).filter((entry) => entry !== undefined)).toEqual([]);
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void [unpackEntries('a', text), unpackOwnEntries('a', text)]));
  });
});
