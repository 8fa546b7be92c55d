import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAckTracker, type AckChange } from '../../../../src/core/wire/ack-tracker.ts';
import type { Direction, Packet } from '../../../../src/core/wire/packet.ts';
import { decodeOne } from './frames.ts';

const packet = (direction: Direction, text: string): Packet => decodeOne(`4${text}`, { direction });

/** Plays `direction text` lines a millisecond apart, or at the time that one says, and gives what changed: `state event←ack afterMs`. */
function play(lines: readonly string[], { deadlineMs = 1_000, capacity = 100 } = {}): string[] {
  const tracker = createAckTracker<number>({ deadlineMs, capacity });
  const short = ({ state, event, ack, afterMs }: AckChange<number>) => `${state} ${event ?? '-'}←${ack ?? '-'} ${afterMs ?? '-'}`;
  return lines.flatMap((line, at) => {
    const [direction, text, when] = line.split(' ') as ['in' | 'out' | 'end' | 'expire', string, string?];
    if (direction === 'end') return tracker.end(at).map(short);
    if (direction === 'expire') return tracker.expire(at).map(short);
    return tracker.see(packet(direction, text), at, when === undefined ? at : Number(when.slice(1))).map(short);
  });
}

describe('the ack tracker', () => {
  it.each<[string, string[], string[]]>([
    ['pairs an event and its acknowledgement', ['out 20["a"]', 'in 2["b"]', 'in 30[]'], ['pending 0←- -', 'answered 0←2 2']],
    ['in either direction, with the same id', ['out 21["a"]', 'in 21["b"]', 'out 31[]', 'in 31[]'], ['pending 0←- -', 'pending 1←- -', 'answered 1←2 1', 'answered 0←3 3']],
    ['by namespace', ['out 2/x,1["a"]', 'out 21["b"]', 'in 31[]', 'in 3/x,1[]'], ['pending 0←- -', 'pending 1←- -', 'answered 1←2 1', 'answered 0←3 3']],
    ['and not by what merely looks alike', ['out 21["a"]', 'in 3/x,1[]', 'out 31[]'], ['pending 0←- -', 'orphan -←1 -', 'orphan -←2 -']],
    ['answered twice', ['out 21["a"]', 'in 31[]', 'in 31[]', 'in 31[]'], ['pending 0←- -', 'answered 0←1 1', 'answered-again 0←2 2', 'answered-again 0←3 3']],
    ['an orphan', ['in 35[]'], ['orphan -←0 -']],
    ['an acknowledgement that is told before its event', ['in 31[] @5', 'out 21["a"] @3', 'in 31[] @8'], ['orphan -←0 -', 'answered 1←0 2', 'answered-again 1←2 5']],
    ['of an earlier event with that id, which was never told', ['in 31[] @5', 'out 21["a"] @90', 'in 31[] @92'], ['orphan -←0 -', 'pending 1←- -', 'answered 1←2 2']],
    ['whose times are rounded', ['in 31[] @5', 'out 21["a"] @6'], ['orphan -←0 -', 'answered 1←0 0']],
    ['late, whichever is told first', ['in 31[] @5000', 'out 21["a"] @3'], ['orphan -←0 -', 'late 1←0 4997']],
    ['an acknowledgement without an id pairs with nothing', ['out 21["a"]', 'in 3[]'], ['pending 0←- -']],
    ['an id that is used again', ['out 21["a"]', 'out 21["b"]', 'in 31[]'], ['pending 0←- -', 'unanswered 0←- 1', 'pending 1←- -', 'answered 1←2 1']],
    ['and after it was answered', ['out 21["a"]', 'in 31[]', 'out 21["b"]', 'in 31[]'], ['pending 0←- -', 'answered 0←1 1', 'pending 2←- -', 'answered 2←3 1']],
    ['the end', ['out 21["a"]', 'in 2["b"]', 'end', 'in 31[]'], ['pending 0←- -', 'unanswered 0←- 2', 'orphan -←3 -']],
  ])('%s', (_, lines, expected) => expect(play(lines)).toEqual(expected));

  it('gives up at the deadline, and knows a late answer', () => {
    expect(play(['out 21["a"]', 'expire', 'out 22["b"]', 'expire', 'expire', 'in 31[]', 'in 31[]'], { deadlineMs: 2 })).toEqual([
      'pending 0←- -',
      'pending 2←- -',
      'timed-out 0←- 3',
      'late 0←5 5',
      'answered-again 0←6 6',
    ]);
    expect(play(['out 21["a"]', 'in 2["b"]', 'in 2["b"]', 'in 31[]'], { deadlineMs: 2 })).toEqual(['pending 0←- -', 'late 0←3 3']);
  });

  it('forgets the oldest beyond its capacity', () => {
    expect(play(['out 21["a"]', 'out 22["b"]', 'out 23["c"]', 'in 31[]'], { capacity: 2 })).toEqual(['pending 0←- -', 'pending 1←- -', 'pending 2←- -', 'forgotten 0←- 2', 'late 0←3 3']);
    expect(play(['out 21["a"]', 'in 31[]', 'out 22["b"]', 'in 32[]', 'in 31[]', 'in 32[]'], { capacity: 1 }).slice(-2)).toEqual(['orphan -←4 -', 'answered-again 2←5 3']);
  });

  it('settles every event once, whatever is said, and holds no more than its capacity', () => {
    const said = fc.record({ direction: fc.constantFrom<Direction>('in', 'out'), ack: fc.boolean(), ns: fc.constantFrom('', '/x,'), id: fc.nat({ max: 4 }), after: fc.nat({ max: 20 }) });
    fc.assert(fc.property(fc.array(said, { maxLength: 40 }), (everything) => {
      const tracker = createAckTracker<number>({ deadlineMs: 30, capacity: 3 });
      const settled = new Map<number, number>();
      let asked = 0;
      let now = 0;
      const note = (changes: AckChange<number>[]) => {
        for (const { state, event } of changes) {
          if (['answered', 'unanswered', 'timed-out', 'forgotten'].includes(state)) settled.set(event!, (settled.get(event!) ?? 0) + 1);
          // Late without having timed out: the tracker was asked nothing in between.
          if (state === 'late' && !settled.has(event!)) settled.set(event!, 1);
        }
      };
      for (const [ref, { direction, ack, ns, id, after }] of everything.entries()) {
        now += after;
        if (after > 15) note(tracker.expire(now));
        note(tracker.see(packet(direction, ack ? `3${ns}${id}[]` : `2${ns}${id}["a"]`), ref, now));
        if (!ack) asked += 1;
        expect(tracker.waiting).toBeLessThanOrEqual(3);
      }
      note(tracker.end(now));
      expect(settled.size).toBe(asked);
      expect([...settled.values()].every((times) => times === 1)).toBe(true);
    }));
  });
});
