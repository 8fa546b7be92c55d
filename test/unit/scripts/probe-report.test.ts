import { describe, expect, it } from 'vitest';
import { watchLines, watchReport } from '../../../scripts/probe/watch-report.ts';
import { entryText, printable, probeText } from '../../../scripts/probe/words.ts';
import type { Entry, Fact, FactOf } from '../../../src/recording/entry.ts';
import { ack, beat, closed, connected, intent, log } from '../../support/facts.ts';

const recorded = (facts: readonly Fact[]): Entry[] => facts.map((fact, seq) => ({ ...fact, source: 'probe', seq, at: seq * 10 }));
const reconnect: Fact = { kind: 'intent', intent: 'reconnect', by: 'user', url: 'http://x', why: null };

const probe = (changes: Partial<FactOf<'probe'>>): FactOf<'probe'> => ({
  kind: 'probe',
  round: 1,
  question: 'polling',
  url: 'http://x/socket.io/?EIO=4&transport=polling',
  origin: null,
  outcome: 'answered',
  status: 200,
  body: null,
  headers: [],
  code: null,
  tookMs: 3.4,
  error: '',
  ...changes,
});

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

describe('the words of an answer', () => {
  it.each<[Partial<FactOf<'probe'>>, string]>([
    [{ body: '0{"sid":"a"}', headers: [['server', 'Werkzeug/3.1']] }, 'Handshake by polling: HTTP 200: 0{"sid":"a"} (3 ms, Werkzeug/3.1)'],
    [{ status: 404, body: 'x'.repeat(500) }, `Handshake by polling: HTTP 404: ${'x'.repeat(120)}… (3 ms)`],
    [{ question: 'websocket', outcome: 'opened', status: 101, body: '0{}' }, 'Handshake by WebSocket: opened: 0{} (3 ms)'],
    [{ question: 'websocket', outcome: 'closed', status: 101, body: 'Hi' }, 'Handshake by WebSocket: opened, but speaks no Engine.IO: Hi (3 ms)'],
    [{ question: 'websocket', outcome: 'closed', status: 101, code: 1006 }, 'Handshake by WebSocket: opened, and closed with code 1006 (3 ms)'],
    [{ question: 'websocket', outcome: 'closed', status: 101 }, 'Handshake by WebSocket: opened, and said nothing (3 ms)'],
    [{ outcome: 'refused', status: null, error: 'ECONNREFUSED' }, 'Handshake by polling: no connection (ECONNREFUSED) (3 ms)'],
    [{ outcome: 'timeout', status: null }, 'Handshake by polling: no answer in time (3 ms)'],
    [{ question: 'origin', origin: 'http://page' }, 'Handshake by polling, as a page of http://page: HTTP 200 (3 ms)'],
    [{ question: 'path', url: 'http://x/ws/?EIO=4' }, 'Handshake at another path /ws/: HTTP 200 (3 ms)'],
  ])('%j', (changes, words) => {
    expect(probeText(probe(changes))).toBe(words);
  });

  it('cannot command the terminal', () => {
    const [entry] = recorded([log('error', 'a\u001B[2Jb\u0007\nc\u009B')]);
    expect(entryText(entry!)).toBe('The server logged (error): a [2Jb c');
    expect(printable('\u001B]0;title\u0007')).toBe(' ]0;title ');
  });
});
