/** What can be exported of what a view shows: the whole of its recordings, the rows that the filter leaves, or the selected one. */
import type { Entry } from '../../recording/entry.ts';
import type { Profile } from '../../messaging/profile.ts';
import type { SharedRecording } from '../../sharing/shared-recording.ts';
import type { Model, RecordingModel } from '../../ui/model.ts';
import { modelReader } from '../../ui/model-reader.ts';
import { sharingWords as say } from './words.ts';

export type Extent = 'whole' | 'filtered' | 'selected';

export interface ExportPlan {
  readonly extent: Extent;
  readonly recordings: readonly SharedRecording[];
  /** How many entries are read at the most, for the progress. */
  readonly total: number;
}

/** The rows of a view, as entries. */
export interface ExportRows {
  readonly filtered: () => readonly Entry[];
  readonly selected: () => readonly Entry[];
}

/** A HAR file and a Holdfast recording tell of packets whose sockets they are. */
const CONTEXT: ReadonlySet<Entry['kind']> = new Set(['socket-opened', 'socket-handshake', 'socket-closed', 'opening', 'closed', 'handshake']);

/** How many entries a model's recordings hold. */
export function entriesHeld(model: Model): number {
  return recordingsOf(model).reduce((sum, { logs, packets, signals }) => sum + logs.length + packets.length + signals.length, 0);
}

function recordingsOf({ recording, page }: Model): RecordingModel[] {
  return [recording.value, page.value].filter((each) => each !== null).filter(({ source }) => source !== '');
}

export function planExport(model: Model, extent: Extent, rows: ExportRows): ExportPlan {
  const recordings = recordingsOf(model);
  const reader = modelReader(recordings);
  const chosen = extent === 'whole' ? null : (extent === 'filtered' ? rows.filtered() : rows.selected());
  const wants = chosen === null ? () => true : wantsOf(chosen);
  return {
    extent,
    recordings: recordings.map(({ source }) => ({ source, ...about(model, source), reader, wants })),
    total: chosen?.length ?? entriesHeld(model),
  };
}

function wantsOf(chosen: readonly Entry[]): (entry: Entry) => boolean {
  const seqs = new Map<string, Set<number>>();
  const sockets = new Set<string>();
  for (const entry of chosen) {
    const known = seqs.get(entry.source);
    if (known === undefined) seqs.set(entry.source, new Set([entry.seq]));
    else known.add(entry.seq);
    if (entry.kind === 'packet') sockets.add(`${entry.source} ${entry.socket}`);
  }
  const isContext = (entry: Entry) => CONTEXT.has(entry.kind) && sockets.has(`${entry.source} ${'socket' in entry ? entry.socket : 'own'}`);
  return (entry) => seqs.get(entry.source)?.has(entry.seq) === true || isContext(entry);
}

function about(model: Model, source: string): { name: string; url: string } {
  const opened = model.opened.value;
  if (source.startsWith('tab:')) return { name: say.pageName, url: '' };
  if (opened !== null) return { name: opened.name, url: opened.url };
  const profile = model.profile.value;
  return { name: profile?.name ?? say.connectionName, url: profile === null ? '' : endpoint(profile) };
}

/** Where a profile's connection goes. Its query is left out: it may hold secrets, and says nothing of the packets. */
function endpoint({ url, path }: Profile): string {
  return !URL.canParse(url) ? '' : `${new URL(url).origin}${path.replace(/\/$/, '')}/?EIO=4&transport=polling`;
}
