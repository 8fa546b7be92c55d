/** What a finding rests on, as a reader is shown it: each entry in a few words, and where to look at it. Pure. */
import type { Entry, EntryRef } from '../../core/entries/entry.ts';
import { entryText } from '../../core/words/entry-words.ts';
import { rowKey } from './message-row.ts';
import type { RecordingModel } from '../../views/model.ts';

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

/**
 * The entries that are still kept, in memory or else where `stored` finds them; older ones may have made room. Also how many
 * of the others have gone, and not only not been read yet.
 */
export function evidenceOf(refs: readonly EntryRef[], recordings: readonly RecordingModel[], stored: (ref: EntryRef) => Entry | null | 'unread'): { readonly evidence: Evidence[]; readonly gone: number } {
  const found = refs.map((ref) => ({ ref, entry: find(ref, recordings) ?? stored(ref) }));
  return {
    evidence: found.flatMap(({ ref, entry }) => (entry === null || entry === 'unread' ? [] : [{ ref, at: entry.at, text: entryText(entry), sight: sightOf(entry) }])),
    gone: found.filter(({ entry }) => entry === null).length,
  };
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
