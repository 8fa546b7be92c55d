/**
 * What the background tells a view: a snapshot, then deltas, and a reply to each command. The port is the extension's own,
 * and the background has parsed by all its rules whatever it tells, so a view looks only at what its own steps rest on: that
 * is cheap in a burst, and a small view stays small. Pure.
 */
import type { Entry } from '../entries/entry.ts';
import { unpackOwnEntries } from '../entries/packed-entries.ts';
import type { Deleted } from './deleted.ts';
import type { ListedRecording } from '../entries/recording-card.ts';
import type { Why } from '../entries/why.ts';
import type { ConnectionView } from './connection-view.ts';
import type { Fault } from './fault.ts';
import type { Finding } from '../entries/finding.ts';
import type { Ladder } from '../entries/ladder.ts';
import type { Preferences } from '../settings/preferences.ts';
import type { FieldError, Profile } from '../settings/profile.ts';

/**
 * What a view is told of all recordings: which there are, why the disk does not take them at present, or null, and which were
 * deleted without anybody asking for it.
 */
export interface ArchiveView {
  readonly recordings: readonly ListedRecording[];
  readonly refusal: Why | null;
  readonly deleted: readonly Deleted[];
}

/** All that a view shows besides entries. */
interface Shown {
  readonly profiles: readonly Profile[];
  /** The id of the selected profile. */
  readonly selected: string;
  readonly connections: readonly ConnectionView[];
  /** Sites on which the page hook is switched on, as origins. */
  readonly hooked: readonly string[];
  /** Whether any connection ever stood. */
  readonly everConnected: boolean;
  readonly preferences: Preferences;
  readonly archive: ArchiveView;
  /** What went wrong in Holdfast itself since its background started, the newest last. */
  readonly faults: readonly Fault[];
  /** What is wrong with the sockets of the tabs that the view watches, by source. */
  readonly pages: readonly { readonly source: string; readonly findings: readonly Finding[]; readonly ladders: readonly Ladder[] }[];
}

/** Everything a view needs to start from. Replaces whatever it had. Older entries follow as `history`. */
interface Snapshot extends Shown {
  readonly type: 'snapshot';
  readonly epoch: string;
  /** The watched recordings: the id of each, the seq of its first entry, the one that the next will have, and whether packets are left out. */
  readonly recordings: readonly { readonly source: string; readonly id: string; readonly first: number; readonly next: number; readonly withoutPackets?: boolean }[];
}

/** Entries of one recording. They travel packed: a message with as many objects as entries would take twenty times as long. */
interface Packed {
  readonly source: string;
  readonly packed: string;
}
interface Unpacked {
  readonly source: string;
  readonly entries: readonly Entry[];
}

/** A part of a watched recording as it stood at the snapshot, in order; `done` marks the last part. */
type History<Carried> = Carried & { readonly type: 'history'; readonly epoch: string; readonly done: boolean };

/** What changed since the last update. Absent parts did not change. `from` is the seq of the first entry, and `leftOut` the number of packets that are not told. */
interface Delta<Carried> extends Partial<Shown> {
  readonly type: 'delta';
  readonly epoch: string;
  readonly recordings?: readonly (Carried & { readonly from: number; readonly leftOut?: number })[];
}

/** The answer to the command of this id. */
interface Reply {
  readonly type: 'reply';
  readonly id: number;
  readonly error: FieldError | null;
}

export type Update = Snapshot | History<Unpacked> | Delta<Unpacked> | Reply;
/** The same as it travels. */
export type UpdateMessage = Snapshot | History<Packed> | Delta<Packed> | Reply;

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';
const isListOf = (isItem: (value: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(isItem);

const SHOWN: Readonly<Record<keyof Shown, (value: unknown) => boolean>> = {
  profiles: isListOf((profile) => isObject(profile) && isText(profile['id'])),
  selected: isText,
  connections: isListOf((view) => isObject(view) && isText(view['id'])),
  hooked: isListOf(isText),
  everConnected: (ever) => typeof ever === 'boolean',
  preferences: isObject,
  archive: (archive) => isObject(archive) && Array.isArray(archive['recordings']) && Array.isArray(archive['deleted']),
  faults: isListOf((fault) => isObject(fault) && isText(fault['where']) && isText(fault['what'])),
  pages: isListOf((page) => isObject(page) && isText(page['source']) && Array.isArray(page['findings']) && Array.isArray(page['ladders'])),
};

function hasShown(message: Fields, isPartial: boolean): boolean {
  return Object.entries(SHOWN).every(([part, isRight]) => (isPartial && message[part] === undefined) || isRight(message[part]));
}

function isWatched(recording: unknown): boolean {
  return isObject(recording) && isText(recording['source']) && isText(recording['id']) && isNumber(recording['first']) && isNumber(recording['next']);
}

/** What carries entries, with the entries; null where they cannot be read. */
function unpacked({ packed, ...rest }: Fields): Fields | null {
  const entries = isText(rest['source']) && isText(packed) ? unpackOwnEntries(rest['source'], packed) : null;
  return entries === null ? null : { ...rest, entries };
}

function readDelta(message: Fields): Fields | null {
  const { recordings = [] } = message;
  if (!hasShown(message, true) || !Array.isArray(recordings)) return null;
  const read = recordings.map((part: unknown) => (isObject(part) && isNumber(part['from']) && isNumber(part['leftOut'] ?? 0) ? unpacked(part) : null));
  return read.includes(null) ? null : { ...message, recordings: read };
}

function readFields(message: Fields): Fields | null {
  if (message['type'] === 'reply') return isNumber(message['id']) && (message['error'] === null || isObject(message['error'])) ? message : null;
  if (!isText(message['epoch'])) return null;
  switch (message['type']) {
    case 'snapshot':
      return hasShown(message, false) && isListOf(isWatched)(message['recordings']) ? message : null;
    case 'history':
      return typeof message['done'] === 'boolean' ? unpacked(message) : null;
    case 'delta':
      return readDelta(message);
    default:
      return null;
  }
}

/** Reads a message from the background; null of one that is none. */
export function readUpdate(message: unknown): Update | null {
  return isObject(message) ? (readFields(message) as unknown as Update | null) : null;
}
