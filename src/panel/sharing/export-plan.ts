/** What can be exported of what a view shows: the whole of its recordings, the rows that the filter leaves, or the selected one. */
import type { Entry } from '../../core/entries/entry.ts';
import type { EntryReader } from '../../core/entries/entry-reader.ts';
import type { Profile } from '../../core/settings/profile.ts';
import type { SharedRecording } from '../../core/files/shared-recording.ts';
import type { Model, RecordingModel } from '../../views/model.ts';
import { modelReader } from './model-reader.ts';
import { say } from '../../core/words/say.ts';

export type Extent = 'whole' | 'filtered' | 'selected';

export interface ExportPlan {
  readonly extent: Extent;
  readonly recordings: readonly SharedRecording[];
  /** How many entries are read at the most, for the progress. */
  readonly total: number;
}

/** Some of the entries of a view, wherever they are kept. */
export interface Choice {
  readonly count: number;
  readonly includes: (entry: Entry) => boolean;
  /** Whether a packet of this socket may be among them. */
  readonly ofSocket: (source: string, socket: string) => boolean;
}

/** The rows of a view. */
export interface ExportRows {
  readonly filtered: () => Choice;
  readonly selected: () => Choice;
}

/** A HAR file and a Holdfast recording tell of packets whose sockets they are. */
const CONTEXT: ReadonlySet<Entry['kind']> = new Set(['socket-opened', 'socket-handshake', 'socket-closed', 'opening', 'closed', 'handshake']);

/** How many entries a model's recordings have, at the most: those on disk are counted by their numbers. */
export function entriesRecorded(model: Model): number {
  return recordingsOf(model).reduce((sum, { first, logs, packets, signals }) => {
    const lists = [logs, packets, signals];
    const held = lists.reduce((count, list) => count + list.length, 0);
    return sum + (model.onDisk.value ? Math.max(0, ...lists.map(({ last }) => (last === undefined ? 0 : last.seq + 1 - first))) : held);
  }, 0);
}

function recordingsOf({ recording, page }: Model): RecordingModel[] {
  return [recording.value, page.value].filter((each) => each !== null).filter(({ source }) => source !== '');
}

/** `stored` reads what is on disk, or is null where all is in memory. */
export function planExport(model: Model, extent: Extent, rows: ExportRows, stored: EntryReader | null): ExportPlan {
  const recordings = recordingsOf(model);
  const inMemory = modelReader(recordings);
  const reader = stored === null ? inMemory : continued(stored, inMemory);
  const chosen = extent === 'whole' ? null : (extent === 'filtered' ? rows.filtered() : rows.selected());
  const isContext = (entry: Entry) => CONTEXT.has(entry.kind) && chosen!.ofSocket(entry.source, 'socket' in entry ? entry.socket : 'own');
  const wants = (entry: Entry) => chosen === null || chosen.includes(entry) || isContext(entry);
  return {
    extent,
    recordings: recordings.map(({ source }) => ({ source, ...about(model, source), reader, wants })),
    total: chosen?.count ?? entriesRecorded(model),
  };
}

/** What is on disk, and behind it what is not there yet. */
function continued(stored: EntryReader, inMemory: EntryReader): EntryReader {
  return {
    async *parts(source, range) {
      let next = range.from ?? 0;
      for await (const part of stored.parts(source, range)) {
        next = (part.at(-1)?.seq ?? next - 1) + 1;
        yield part;
      }
      yield* inMemory.parts(source, { ...range, from: next });
    },
  };
}

/** Entries that are in memory, one by one. */
export function choiceOf(chosen: readonly Entry[]): Choice {
  const seqs = new Map<string, Set<number>>();
  const sockets = new Set<string>();
  for (const entry of chosen) {
    const known = seqs.get(entry.source);
    if (known === undefined) seqs.set(entry.source, new Set([entry.seq]));
    else known.add(entry.seq);
    if (entry.kind === 'packet') sockets.add(`${entry.source} ${entry.socket}`);
  }
  return {
    count: chosen.length,
    includes: ({ source, seq }) => seqs.get(source)?.has(seq) === true,
    ofSocket: (source, socket) => sockets.has(`${source} ${socket}`),
  };
}

function about(model: Model, source: string): { name: string; url: string } {
  const opened = model.opened.value;
  if (source.startsWith('tab:')) return { name: say('sharing_pageName'), url: '' };
  if (opened !== null) return { name: opened.name, url: opened.url };
  const profile = model.profile.value;
  return { name: profile?.name ?? say('sharing_connectionName'), url: profile === null ? '' : endpoint(profile) };
}

/** Where a profile's connection goes. Its query is left out: it may hold secrets, and says nothing of the packets. */
function endpoint({ url, path }: Profile): string {
  return !URL.canParse(url) ? '' : `${new URL(url).origin}${path.replace(/\/$/, '')}/?EIO=4&transport=polling`;
}
