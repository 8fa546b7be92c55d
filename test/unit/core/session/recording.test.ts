import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BoundedBuffer } from '../../../../src/core/entries/bounded-buffer.ts';
import { parseEntry } from '../../../../src/core/entries/entry.ts';
import { Recording } from '../../../../src/core/session/recording.ts';
import { LANE_BOUNDS } from '../../../../src/core/entries/lanes.ts';
import { ack, beat, closed, connected, handshake, intent, log, opening, refused, retrying } from '../../../support/facts.ts';

describe('a bounded buffer', () => {
  it('holds the newest items that fit, whatever their sizes', () =>
    fc.assert(fc.property(fc.array(fc.nat(20)), fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 60 }), (sizes, count, bytes) => {
      const buffer = new BoundedBuffer<number>({ count, bytes }, (size) => size);
      for (const size of sizes) buffer.push(size);
      let kept = sizes.slice(-count);
      while (kept.length > 1 && kept.reduce((sum, size) => sum + size, 0) > bytes) kept = kept.slice(1);
      expect(buffer.items()).toEqual(kept);
      expect(buffer.length).toBe(kept.length);
    })));

  it('stays right over many more items than it holds', () => {
    const buffer = new BoundedBuffer<number>({ count: 10, bytes: Infinity }, () => 1);
    for (let item = 0; item < 10_000; item += 1) buffer.push(item);
    expect(buffer.items()).toEqual([9990, 9991, 9992, 9993, 9994, 9995, 9996, 9997, 9998, 9999]);
  });
});

describe('a recording', () => {
  it('numbers its entries from 0 and goes on where a former one left off', () => {
    const first = new Recording('a', 0);
    expect([first.append(opening(), 1).seq, first.append(handshake(), 2).seq]).toEqual([0, 1]);
    const second = new Recording('a', 3, first.head());
    expect(second.append(connected(), 4)).toMatchObject({ seq: 2, source: 'a', at: 4 });
    expect(second.state).toMatchObject({ phase: 'connected', engineSid: 'e1' });
  });

  it('keeps a flood of lines from pushing out the rest', () => {
    const recording = new Recording('a', 0);
    recording.append(opening(), 0);
    for (let line = 0; line < LANE_BOUNDS.log.count + 100; line += 1) recording.append(log('info'), line);
    expect(recording.kept('signal').map(({ kind }) => kind)).toEqual(['opening']);
    expect(recording.kept('log')).toHaveLength(LANE_BOUNDS.log.count);
  });

  it('is bounded in bytes too', () => {
    const recording = new Recording('a', 0);
    for (let line = 0; line < 30; line += 1) recording.append(log('info', 'x'.repeat(1_000_000)), line);
    expect(recording.kept('log').length).toBeLessThan(15);
    expect(recording.kept('log').at(-1)?.seq).toBe(29);
  });

  it('takes entries back from disk in front of its own', () => {
    const recording = new Recording('a', 0, { ...new Recording('a', 0).head(), next: 5 });
    recording.append(log('info'), 9);
    const older = Array.from({ length: 3 }, (_, seq) => ({ ...log('info'), source: 'a', seq, at: seq }) as const);
    recording.restore({ log: older, packet: [], signal: [] });
    expect(recording.kept('log').map(({ seq }) => seq)).toEqual([0, 1, 2, 5]);
  });
});

describe('parseEntry', () => {
  it.each([intent(), opening(), handshake(), connected(), ack(), closed(), refused(), retrying(1), beat('sent'), log('error')].map((fact) => [fact.kind, fact] as const))(
    'reads what was recorded: %s',
    (_kind, fact) => {
      const entry = { ...fact, source: 'a', seq: 1, at: 2.5 };
      expect(parseEntry(JSON.parse(JSON.stringify(entry)))).toEqual(entry);
    },
  );

  it.each([[null], [undefined], ['log'], [{ kind: 'toString' }], [{ kind: '__proto__' }], [{ kind: 'log' }], [{ ...log('info'), source: 'a', seq: '1', at: 2 }]])(
    'gives undefined for %j',
    (value) => expect(parseEntry(value)).toBeUndefined(),
  );

  it('never throws', () => fc.assert(fc.property(fc.anything(), (value) => void parseEntry(value))));
});
