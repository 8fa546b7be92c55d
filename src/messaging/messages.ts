/**
 * The contract between contexts: one discriminated union per direction, each parsed where it is received.
 * Views send commands; the background answers with a snapshot, then deltas, and a reply to each command.
 */
import * as v from 'valibot';
import { parseEntry, type Entry } from '../recording/entry.ts';
import { connectionViewSchema } from './connection-view.ts';
import { parseWith, profileSchema, type Parsed } from './profile.ts';

/** The name of the port that every view opens. */
export const VIEW_PORT = 'view';

const profileId = v.pipe(v.string(), v.maxLength(64));
const id = v.pipe(v.number(), v.integer());

const commandSchema = v.variant('type', [
  /** Asks for a snapshot, and for deltas from then on. `entries` names the connection whose entries are wanted too. */
  v.object({ type: v.literal('watch'), id, entries: v.nullable(profileId) }),
  /** `url`, where given, becomes the profile's address first. */
  v.object({ type: v.literal('connect'), id, profile: profileId, url: v.nullable(v.string()) }),
  v.object({ type: v.literal('disconnect'), id, profile: profileId }),
  v.object({ type: v.literal('reconnect'), id, profile: profileId, url: v.nullable(v.string()) }),
  /** Sends an application heartbeat now, unless one is in flight. */
  v.object({ type: v.literal('heartbeat'), id, profile: profileId }),
  v.object({ type: v.literal('select'), id, profile: profileId }),
  /** Creates or replaces. The profile is parsed by the command itself, so that its errors name the field. */
  v.object({ type: v.literal('save-profile'), id, profile: v.unknown() }),
  v.object({ type: v.literal('delete-profile'), id, profile: profileId }),
  /** Hides log lines up to a seq; sending the former seq again undoes it. */
  v.object({ type: v.literal('clear-logs'), id, profile: profileId, through: v.pipe(v.number(), v.integer()) }),
  v.object({ type: v.literal('mark-logs-read'), id, profile: profileId }),
  /** The inspected tab has loaded a document. */
  v.object({
    type: v.literal('navigated'),
    id,
    tabId: v.number(),
    url: v.pipe(v.string(), v.maxLength(10_000)),
    refresh: v.boolean(),
  }),
]);

export type Command = v.InferOutput<typeof commandSchema>;
/** A command as a caller writes it: the link adds the id. */
export type CommandRequest = { [C in Command as C['type']]: Omit<C, 'id'> }[Command['type']];

const entries = v.array(v.pipe(v.unknown(), v.rawTransform(({ dataset, addIssue, NEVER }): Entry => {
  const entry = parseEntry(dataset.value);
  if (entry !== undefined) return entry;
  addIssue({ message: 'Not an entry.' });
  return NEVER;
})));

const updateSchema = v.variant('type', [
  /** Everything a view needs to start from. Replaces whatever it had. Older entries follow as `history`. */
  v.object({
    type: v.literal('snapshot'),
    epoch: v.string(),
    profiles: v.array(profileSchema),
    selected: profileId,
    connections: v.array(connectionViewSchema),
    /** The watched connection's recording: the seq that its next entry will have. Its retained entries follow as `history`. */
    recording: v.nullable(v.object({ source: profileId, next: v.number() })),
  }),
  /** A part of the watched recording as it stood at the snapshot, in order; `done` marks the last part. */
  v.object({ type: v.literal('history'), epoch: v.string(), source: profileId, entries, done: v.boolean() }),
  /** What changed since the last update. Absent parts did not change. `from` is the seq of the first entry. */
  v.object({
    type: v.literal('delta'),
    epoch: v.string(),
    profiles: v.optional(v.array(profileSchema)),
    selected: v.optional(profileId),
    connections: v.optional(v.array(connectionViewSchema)),
    recording: v.optional(v.object({ source: profileId, from: v.number(), entries })),
  }),
  v.object({ type: v.literal('reply'), id, error: v.nullable(v.object({ field: v.string(), message: v.string() })) }),
]);

export type Update = v.InferOutput<typeof updateSchema>;

/** Parses a message from a view. */
export function parseCommand(value: unknown): Parsed<Command> {
  return parseWith(commandSchema, value);
}

/** Parses a message from the background. */
export function parseUpdate(value: unknown): Parsed<Update> {
  return parseWith(updateSchema, value);
}
