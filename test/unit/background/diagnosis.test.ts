/** Findings that come and go, as the background keeps them: fresh, told when they change, recorded once they have held. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Diagnoses } from '../../../src/background/diagnosis.ts';
import type { Entry, Fact, FactOf } from '../../../src/core/entries/entry.ts';
import { connected, handshake, intent, opening } from '../../support/facts.ts';
import { failed } from '../core/diagnosis/material.ts';

let entries: Entry[];
let changes: number;
let diagnoses: Diagnoses;

beforeEach(() => {
  vi.useFakeTimers();
  entries = [];
  changes = 0;
  diagnoses = new Diagnoses({ subjectOf: () => 'own', record: (_source, fact) => record(fact), onChange: () => { changes += 1; }, now: () => Date.now() });
});

afterEach(() => {
  diagnoses.forget('a');
  vi.useRealTimers();
});

function record(...facts: Fact[]): void {
  for (const fact of facts) {
    const entry: Entry = { ...fact, source: 'a', seq: entries.length, at: Date.now() };
    entries.push(entry);
    diagnoses.see(entry);
  }
}

const ids = () => diagnoses.diagnosis('a').findings.map(({ id }) => id);
const recorded = () => entries.filter((entry): entry is Entry & FactOf<'diagnosis'> => entry.kind === 'diagnosis').map(({ finding, state }) => `${finding} ${state}`);

it('are there as soon as the entry is, and recorded a moment later', () => {
  record(opening(), failed());
  expect(ids()).toEqual(['server-unreachable']);
  expect(recorded()).toEqual([]);
  vi.advanceTimersByTime(5_000);
  expect(recorded()).toEqual(['server-unreachable found']);
  expect(changes).toBe(1);
  record(opening(), handshake(), connected());
  expect(ids()).toEqual([]);
  vi.advanceTimersByTime(5_000);
  expect(recorded()).toEqual(['server-unreachable found', 'server-unreachable gone']);
  // A third change: the connection has lasted, which is a rung.
  expect(changes).toBe(3);
});

it('are not recorded when they only flap', () => {
  for (let round = 0; round < 10; round += 1) {
    record(intent(), opening(), failed());
    vi.advanceTimersByTime(500);
    record(intent());
    vi.advanceTimersByTime(1_500);
  }
  expect(recorded()).toEqual([]);
});

it('go by time alone', () => {
  record({ kind: 'worker-restarted', epoch: 'x', lastAt: 0 }, opening(), handshake(), connected());
  expect(ids()).toEqual(['worker-restarted']);
  vi.advanceTimersByTime(70_000);
  expect(recorded()).toEqual(['worker-restarted found', 'worker-restarted gone']);
});

it('come by time alone', () => {
  const out: Fact = { kind: 'packet', socket: 'own', direction: 'out', transport: 'polling', type: 'connect', namespace: '/', ackId: null, event: '', preview: '', bytes: 2, text: '40', binary: null, attachments: [], cut: 0, problem: '', answers: null, answeredBy: null, offset: null };
  record(opening(), handshake(), out);
  expect(ids()).toEqual([]);
  vi.advanceTimersByTime(9_000);
  expect(recorded()).toEqual(['silent-handshake found', 'connect-unanswered found']);
});

it('of an earlier background are known, and not recorded again', () => {
  record(opening(), failed());
  vi.advanceTimersByTime(5_000);
  const before = [...entries];
  diagnoses.forget('a');
  diagnoses.restore('a', before);
  expect(entries).toEqual(before);
  expect(ids()).toEqual(['server-unreachable']);
  vi.advanceTimersByTime(5_000);
  expect(entries).toEqual(before);
});

it('of an earlier version go in the words in which they were recorded', () => {
  record(opening(), failed());
  vi.advanceTimersByTime(5_000);
  const former = entries.map((entry) => (entry.kind === 'diagnosis' ? { ...entry, title: 'As it was worded then' } : entry));
  diagnoses.restore('a', former);
  record(opening(), handshake(), connected());
  vi.advanceTimersByTime(5_000);
  expect(entries.at(-1)).toMatchObject({ kind: 'diagnosis', state: 'gone', title: 'As it was worded then' });
});

it('stop being looked at when nothing can change any more', () => {
  record(opening(), handshake(), connected());
  vi.advanceTimersByTime(60_000);
  expect(vi.getTimerCount()).toBe(0);
});
