/** The events of a connection that are forwarded as log records, by the kind of their entry. */
import type { Entry, EntryKind, EntryOf } from '../entries/entry.ts';
import { findingChange, recordedTitle } from '../words/finding.ts';
import { SEVERITY } from './severity.ts';

export interface ForwardedEvent {
  readonly name: string;
  readonly severity: number;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string | number | boolean | null>>;
}

const isoTime = (ms: number) => new Date(ms).toISOString();

const events: { readonly [K in EntryKind]?: (entry: EntryOf<K>) => ForwardedEvent } = {
  connected: ({ sid, transport, recovered }) => ({
    name: 'holdfast.connection.connected',
    severity: SEVERITY.info,
    body: `Connected by ${transport}`,
    attributes: { 'holdfast.sid': sid, 'holdfast.transport': transport, 'holdfast.recovered': recovered },
  }),
  closed: ({ reason, detail, code, codeReason, goodbye, livedMs }) => ({
    name: 'holdfast.connection.closed',
    severity: goodbye === 'client' ? SEVERITY.info : SEVERITY.warning,
    body: `Connection closed: ${reason}${detail === null ? '' : `: ${detail}`}`,
    attributes: { 'holdfast.reason': reason, 'holdfast.goodbye': goodbye, 'holdfast.close_code': code, 'holdfast.close_reason': codeReason, 'holdfast.lived_ms': livedMs },
  }),
  refused: ({ message }) => ({
    name: 'holdfast.connection.refused',
    severity: SEVERITY.error,
    body: `The server refused the connection: ${message}`,
    attributes: { 'holdfast.reason': message },
  }),
  'connect-failed': ({ message, transport, status }) => ({
    name: 'holdfast.connection.failed',
    severity: SEVERITY.error,
    body: `No connection: ${message}`,
    attributes: { 'holdfast.reason': message, 'holdfast.transport': transport, 'http.response.status_code': status },
  }),
  'worker-restarted': ({ lastAt }) => ({
    name: 'holdfast.background.restarted',
    severity: SEVERITY.warning,
    body: `The browser stopped the background, which came back. Nothing was recorded since ${isoTime(lastAt)}.`,
    attributes: { 'holdfast.recorded_until': isoTime(lastAt) },
  }),
  diagnosis: (entry) => ({
    name: `holdfast.diagnosis.${entry.state}`,
    severity: entry.state === 'found' ? SEVERITY.warning : SEVERITY.info,
    body: entry.state === 'found' ? recordedTitle(entry) : findingChange(entry),
    attributes: { 'holdfast.finding': entry.finding, 'holdfast.confidence': entry.confidence },
  }),
};

/** What is forwarded of an entry that is no log line, or null when nothing is. */
export function eventOf(entry: Entry): ForwardedEvent | null {
  const describe = events[entry.kind] as ((entry: Entry) => ForwardedEvent) | undefined;
  return describe?.(entry) ?? null;
}

/** Whether a log record is made of entries of this kind. */
export function isForwarded({ kind }: Entry): boolean {
  return kind === 'log' || Object.hasOwn(events, kind);
}
