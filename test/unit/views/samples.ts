/** Entries and views for the tests of the UI, with only what a test cares about spelled out. */
import type { EntryOf, FactOf } from '../../../src/core/entries/entry.ts';
import type { LogEntry } from '../../../src/core/entries/lanes.ts';

export { connectionView, elsewhere, watched } from '../../playground/fixtures.ts';

export function logEntry(seq: number, changes: Partial<LogEntry> = {}): LogEntry {
  return {
    source: 'default', seq, at: 1_000 + seq, kind: 'log', level: 'info', levelText: 'INFO', logger: 'app', message: `line ${seq}`,
    serverTime: null, serverTimeText: '', fields: '', cut: 0, ...changes,
  };
}

export function pingEntry(seq: number, changes: Partial<EntryOf<'ping'>> = {}): EntryOf<'ping'> {
  return { source: 'default', seq, at: 1_000 + seq, kind: 'ping', gapMs: 25_000, ...changes };
}

export function beatEntry(seq: number, changes: Partial<EntryOf<'heartbeat'>> = {}): EntryOf<'heartbeat'> {
  return { source: 'default', seq, at: 1_000 + seq, kind: 'heartbeat', beat: seq, stage: 'answered', via: 'acknowledgement', roundTripMs: 12, ...changes };
}

export function packetEntry(seq: number, changes: Partial<EntryOf<'packet'>> = {}): EntryOf<'packet'> {
  return {
    source: 'default', seq, at: 1_000 + seq, kind: 'packet', socket: 'own', direction: 'in', transport: 'websocket', type: 'event',
    namespace: '/', ackId: null, event: 'chat', preview: '"hello"', bytes: 17, text: '42["chat","hello"]', binary: null, attachments: [],
    cut: 0, problem: '', answers: null, answeredBy: null, offset: null, ...changes,
  };
}

export function packetFact(changes: Partial<FactOf<'packet'>> = {}): FactOf<'packet'> {
  const { source: _source, seq: _seq, at: _at, ...fact } = packetEntry(0, { event: '', preview: '', ...changes });
  return fact;
}

export function probeFact(changes: Partial<FactOf<'probe'>> = {}): FactOf<'probe'> {
  return {
    kind: 'probe', round: 1, question: 'polling', url: 'http://127.0.0.1:5552/socket.io/?EIO=4', origin: null, outcome: 'answered', status: null,
    body: null, headers: [], code: null, tookMs: 12, error: '', redirects: [], ...changes,
  };
}
