import { describe, expect, it } from 'vitest';
import type { Fact, FactOf } from '../../../../src/core/entries/entry.ts';
import type { SignalEntry } from '../../../../src/core/entries/lanes.ts';
import { timelineRows } from '../../../../src/core/words/timeline.ts';

function rows(facts: readonly Extract<Fact, { kind: SignalEntry['kind'] }>[]) {
  return timelineRows(facts.map((fact, seq): SignalEntry => ({ ...fact, source: 'default', seq, at: seq * 1000 })));
}
const failed = { kind: 'connect-failed', message: 'websocket error', transport: 'websocket', status: null, body: null } as const;
const retrying = { kind: 'retrying', attempt: 2, delayMs: 2000, dueAt: 0, why: null } as const;
const opening: FactOf<'opening'> = { kind: 'opening', attempt: 1, transports: ['websocket'] };
const navigation = { kind: 'navigation', tabId: 1, url: 'http://x/', refresh: true, phase: 'connected', sid: 's', upMs: 724_000 } as const;
const diagnosis: FactOf<'diagnosis'> = { kind: 'diagnosis', finding: 'idle-cut', state: 'found', variant: 'regular', facts: { seconds: 5 }, title: '', confidence: 'likely', evidence: [] };
const closed = { kind: 'closed', reason: 'transport close', detail: null, code: 1006, codeReason: '', goodbye: 'none', stood: true, livedMs: 1 } as const;

describe('the timeline', () => {
  it.each([
    [navigation, 'Tab refreshed: background connection unaffected, same session, up 12 m 4 s'],
    [{ ...navigation, refresh: false, phase: 'failed', sid: null, upMs: null }, 'Tab navigated: background connection was failed'],
    [closed, 'Connection lost: transport close'],
    [{ ...closed, stood: false }, 'Closed before it was established: transport close'],
    [{ ...closed, goodbye: 'server' }, 'The server ended the connection'],
    [{ kind: 'heartbeat', beat: 7, stage: 'missed', via: null, roundTripMs: null }, 'Heartbeat 7 was not answered'],
    [{ kind: 'acknowledged', afterMs: null, late: false, payload: null, serverTime: null }, 'Acknowledged before the connection was confirmed'],
    [{ kind: 'acknowledged', afterMs: 7000, late: true, payload: null, serverTime: null }, 'Acknowledged late, after 7 s'],
    [diagnosis, 'Diagnosis: The connection is cut whenever it was quiet for 5 s'],
    [{ ...diagnosis, state: 'gone' }, 'Resolved: The connection is cut whenever it was quiet for 5 s'],
    [{ ...diagnosis, finding: 'of-a-newer-version' }, 'Diagnosis: of-a-newer-version'],
    [{ ...diagnosis, variant: null, facts: {}, title: 'As an earlier version worded it' }, 'Diagnosis: As an earlier version worded it'],
    [{ kind: 'refused', message: '', data: null, raw: '44/nope,"x"' }, 'The server refused the connection'],
  ] as const)('tells of %o', (fact, title) => {
    expect(rows([fact]).map((row) => [row.kind, row.title])).toEqual([[fact.kind, title]]);
  });

  it('leaves out pings, answered heartbeats and handshakes', () => {
    expect(rows([{ kind: 'ping', gapMs: 1 }, { kind: 'heartbeat', beat: 1, stage: 'answered', via: 'event', roundTripMs: 1 }, opening])).toEqual([]);
  });

  it('folds attempts that follow each other into one row with a stable key', () => {
    const [row, ...others] = rows([opening, failed, retrying, opening, { ...failed, status: 502 }, retrying]);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ seq: 1, at: 5000, kind: 'retrying', title: '2 attempts failed in 4 s' });
    expect(row?.detail).toBe('Last error: websocket error (HTTP 502). Retrying in 2 s (attempt 2)');
  });

  it('starts a new row for attempts after something else happened', () => {
    expect(rows([failed, navigation, failed]).map(({ kind }) => kind)).toEqual(['connect-failed', 'navigation', 'connect-failed']);
  });

  it('shows a refusal as it stood on the wire, with its data', () => {
    const raw = '44{"message":"no","data":{"code":1}}';
    expect(rows([{ kind: 'refused', message: 'no', data: { code: 1 }, raw }])[0]?.detail).toBe(`Data: {"code":1}\nRaw: ${raw}`);
  });
});
