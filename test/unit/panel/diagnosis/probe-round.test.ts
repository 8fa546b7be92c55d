import { describe, expect, it } from 'vitest';
import { EntryList } from '../../../../src/views/entry-list.ts';
import type { SignalEntry } from '../../../../src/core/entries/lanes.ts';
import { newestRound } from '../../../../src/panel/diagnosis/probe-round.ts';
import { probeFact } from '../../views/samples.ts';

const started = (round: number) => ({ kind: 'probing' as const, round, state: 'started' as const, url: 'http://x', questions: ['polling' as const, 'websocket' as const], tookMs: null });
const done = (round: number) => ({ ...started(round), state: 'done' as const, tookMs: 40 });
const ping = { kind: 'ping' as const, gapMs: 1 };

/** Entries ten milliseconds apart. */
function listOf(...facts: object[]): EntryList<SignalEntry> {
  const list = new EntryList<SignalEntry>(100);
  list.append(facts.map((fact, seq) => ({ source: 'a', seq, at: seq * 10, ...fact }) as SignalEntry));
  return list;
}

describe('the newest round', () => {
  it('is none where none was begun, whatever else was recorded', () => {
    expect(newestRound(listOf(ping, done(1), probeFact()), 100)).toBeNull();
  });

  it('runs until it is done, and counts its answers', () => {
    expect(newestRound(listOf(ping, started(1), ping), 30)).toMatchObject({ running: true, questions: 2, answers: [], done: null });
    expect(newestRound(listOf(started(1), probeFact(), ping), 30)).toMatchObject({ running: true, answers: [{ seq: 1 }] });
    expect(newestRound(listOf(started(1), probeFact(), probeFact({ question: 'websocket' }), done(1)), 30)).toMatchObject({
      running: false,
      answers: [{ seq: 1 }, { seq: 2 }],
      done: { at: 30, tookMs: 40 },
    });
  });

  it('never has more answers than questions', () => {
    expect(newestRound(listOf(started(1), probeFact(), probeFact(), probeFact()), 30)).toMatchObject({ questions: 3, answers: { length: 3 } });
  });

  it('is the last of several', () => {
    const round = newestRound(listOf(started(1), probeFact(), done(1), started(2), probeFact()), 40);
    expect(round).toMatchObject({ running: true, answers: [{ seq: 4 }], done: null });
  });

  it('was cut off when it has been silent for longer than any question may take', () => {
    expect(newestRound(listOf(started(1), probeFact()), 60_000)).toMatchObject({ running: false, done: null });
  });
});
