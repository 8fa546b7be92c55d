/** Entries and views for the tests of the UI, with only what a test cares about spelled out. */
import type { EntryOf } from '../../../src/recording/entry.ts';
import type { LogEntry } from '../../../src/ui/model.ts';

export { connectionView } from '../../playground/fixtures.ts';

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
    cut: 0, problem: '', answers: null, ...changes,
  };
}
