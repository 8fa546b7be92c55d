/** What a finding rests on, as a reader is shown it: each entry in a few words, and where to look at it. Pure. */
import type { Entry, EntryRef } from '../recording/entry.ts';
import { formatDuration, singleLine } from './format.ts';
import { rowKey } from './message-row.ts';
import type { RecordingModel } from './model.ts';
import { probeAnswer, probeQuestion } from './probe-words.ts';
import { timelineRow } from './timeline.ts';
import { whyText } from '../words/why-text.ts';

/** Where an entry can be looked at: a row of the timeline, of Logs or Messages, or a socket of Page sockets. */
export type Sight =
  | { readonly view: 'overview'; readonly seq: number }
  | { readonly view: 'logs'; readonly seq: number }
  | { readonly view: 'messages'; readonly key: string; readonly heartbeat: boolean }
  | { readonly view: 'page-sockets'; readonly socket: string };

export interface Evidence {
  readonly ref: EntryRef;
  readonly at: number;
  readonly text: string;
  /** Null of what no view has a row for. */
  readonly sight: Sight | null;
}

const TEXT_LENGTH = 160;

/** The entries that are still kept; older ones may have made room. */
export function evidenceOf(refs: readonly EntryRef[], recordings: readonly RecordingModel[]): Evidence[] {
  return refs.flatMap((ref) => {
    const entry = find(ref, recordings);
    return entry === null ? [] : [{ ref, at: entry.at, text: singleLine(textOf(entry), TEXT_LENGTH), sight: sightOf(entry) }];
  });
}

function find({ source, seq }: EntryRef, recordings: readonly RecordingModel[]): Entry | null {
  const recording = recordings.find((known) => known.source === source);
  if (recording === undefined) return null;
  for (const list of [recording.signals, recording.packets, recording.logs]) {
    const entry = list.at(list.indexOfSeq(seq));
    if (entry?.seq === seq) return entry;
  }
  return null;
}

function sightOf(entry: Entry): Sight | null {
  if (entry.kind === 'log') return { view: 'logs', seq: entry.seq };
  if (entry.kind === 'packet') {
    return { view: 'messages', key: rowKey(entry.source, entry.seq), heartbeat: ['ping', 'pong', 'noop', 'reply'].includes(entry.type) };
  }
  if (entry.kind === 'socket-opened' || entry.kind === 'socket-closed' || entry.kind === 'socket-handshake') return { view: 'page-sockets', socket: entry.socket };
  return entry.source.startsWith('tab:') ? null : { view: 'overview', seq: entry.seq };
}

function textOf(entry: Entry): string {
  switch (entry.kind) {
    case 'log':
      return `${entry.levelText || entry.level}: ${entry.message}`;
    case 'packet':
      return [entry.direction === 'in' ? 'Received' : 'Sent', entry.type, entry.event, entry.preview].filter((part) => part !== '').join(' ');
    case 'socket-opened':
      return `Socket to ${entry.url}`;
    case 'socket-handshake':
      return `Answer to its handshake: HTTP ${entry.status}`;
    case 'socket-closed':
      return `Socket closed${entry.code === null ? '' : ` with code ${entry.code}`}${entry.reason === '' ? '' : `: ${entry.reason}`}`;
    case 'capture-gap':
      return whyText(entry.why);
    case 'opening':
      return entry.attempt === 0 ? 'First attempt' : `Attempt ${entry.attempt}`;
    case 'handshake':
      return `Engine.IO handshake by ${entry.transport}`;
    case 'connect-failed':
      return `Attempt failed: ${entry.message}${entry.status === null ? '' : ` (HTTP ${entry.status})`}`;
    case 'retrying':
      return `Next attempt after ${formatDuration(entry.delayMs)}`;
    case 'ping':
      return `Engine ping after ${formatDuration(entry.gapMs)}`;
    case 'heartbeat':
      return entry.roundTripMs === null ? `Heartbeat ${entry.beat} ${entry.stage}` : `Heartbeat ${entry.beat} answered after ${formatDuration(entry.roundTripMs)}`;
    case 'probe':
      return `${probeQuestion(entry)}: ${probeAnswer(entry)}`;
    default: {
      const row = timelineRow(entry);
      return row === null ? entry.kind : row.title;
    }
  }
}
