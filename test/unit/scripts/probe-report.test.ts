import { describe, expect, it } from 'vitest';
import { watchLines, watchReport } from '../../../scripts/probe/watch-report.ts';
import { printable } from '../../../scripts/probe/progress.ts';
import type { Entry, Fact } from '../../../src/recording/entry.ts';
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
    expect(watchLines(report)).toContain('Reconnect 2: connected after never, acknowledged after never');
  });

  it('are empty of nothing', () => {
    expect(watchReport([], 0, 1)).toMatchObject({ acknowledgements: { count: 0, medianMs: null }, roundTrips: { minMs: null }, reconnects: [] });
  });
});

it('what is printed cannot command the terminal', () => {
  expect(printable('\u001B]0;title\u0007')).toBe(' ]0;title ');
});
