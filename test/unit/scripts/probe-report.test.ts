import { describe, expect, it } from 'vitest';
import { watchLines, watchReport } from '../../../scripts/probe/watch-report.ts';
import { printable } from '../../../scripts/probe/progress.ts';
import type { Entry, Fact } from '../../../src/core/entries/entry.ts';
import { ack, beat, closed, connected, intent } from '../../support/facts.ts';

const recorded = (facts: readonly Fact[]): Entry[] => facts.map((fact, seq) => ({ ...fact, source: 'probe', seq, at: seq * 10 }));
const reconnect: Fact = { kind: 'intent', intent: 'reconnect', by: 'user', url: 'http://x', why: null };

describe('the figures of a watch', () => {
  it('count what was recorded, and time each reconnect from the wish', () => {
    const entries = recorded([
      intent(), connected(), ack({ afterMs: 4 }), beat('sent'), beat('answered', 2), beat('sent'), beat('answered', 6),
      reconnect, closed({ goodbye: 'client' }), connected('s2'), ack({ afterMs: 8 }), beat('sent'), beat('missed'),
      reconnect, closed({ goodbye: 'client' }),
    ]);
    const report = watchReport(entries, 12, 3);
    expect(report).toEqual({
      seconds: 3,
      acknowledgements: { count: 2, missing: 0, medianMs: 6 },
      roundTrips: { sent: 3, answered: 2, missed: 1, minMs: 2, medianMs: 4, p95Ms: 5.8, maxMs: 6 },
      logs: 12,
      reconnects: [{ connectedAfterMs: 20, acknowledgedAfterMs: 30 }, { connectedAfterMs: null, acknowledgedAfterMs: null }],
    });
    expect(watchLines(report)).toEqual([
      'Acknowledgements: 2, median 6 ms; missing: 0',
      'Heartbeats: 3 sent, 2 answered, 1 missed',
      'Round trips: 2 ms min, 4 ms median, 5.8 ms p95, 6 ms max',
      'Log lines received: 12',
      'Reconnect 1: connected after 20 ms, acknowledged after 30 ms',
      'Reconnect 2: not connected',
    ]);
  });

  it('are empty of nothing', () => {
    expect(watchReport([], 0, 1)).toMatchObject({ acknowledgements: { count: 0, medianMs: null }, roundTrips: { minMs: null }, reconnects: [] });
    expect(watchLines(watchReport([], 0, 1))).toEqual(['Acknowledgements: 0; missing: 0', 'Heartbeats: none sent', 'Log lines received: 0', 'Reconnects: none']);
  });

  it('account for every heartbeat of a server that knows nothing of them', () => {
    const entries = recorded([intent(), connected(), beat('sent'), reconnect, connected('s2'), beat('sent'), beat('missed')]);
    expect(watchLines(watchReport(entries, 0, 3))).toEqual([
      'Acknowledgements: 0; missing: 0',
      'Heartbeats: 2 sent, 0 answered, 1 missed, 1 unanswered when the connection ended',
      'Log lines received: 0',
      'Reconnect 1: connected after 10 ms, not acknowledged',
    ]);
  });
});

it('what is printed cannot command the terminal', () => {
  expect(printable('\u001B]0;title\u0007')).toBe(' ]0;title ');
});
