/**
 * The contract between contexts: one discriminated union per direction, each parsed where it is received.
 * Views send commands; the background answers with a snapshot, then deltas, and a reply to each command.
 */
import * as v from 'valibot';
import type { Entry } from '../recording/entry.ts';
import { unpackOwnEntries } from '../recording/packed-entries.ts';
import { listedRecordingSchema } from '../recording/recording-card.ts';
import { accessSchema } from './access.ts';
import { connectionViewSchema } from './connection-view.ts';
import { findingSchema } from './finding.ts';
import { say } from '../words/say.ts';
import { preferencesSchema } from './preferences.ts';
import { parseWith, type Parsed } from './profile.ts';
import { receivedProfileSchema } from './received-profile.ts';
import { whySchema } from '../recording/why.ts';

/** The name of the port that every view opens. */
export const VIEW_PORT = 'view';
/** The name of the port that the bridge of a hooked page opens. */
export const PAGE_PORT = 'page';

const profileId = v.pipe(v.string(), v.maxLength(64));
const id = v.pipe(v.number(), v.integer());
/** The source of a recording: a profile's id, or `tab:N` for what a tab's page does. */
const source = v.pipe(v.string(), v.maxLength(80));
/** Recordings by their ids. */
const recordings = v.pipe(v.array(v.pipe(v.string(), v.maxLength(80))), v.maxLength(10_000));

/** The source of the recording of what a tab's page does. */
export function tabSource(tabId: number): string {
  return `tab:${tabId}`;
}

/** Whether a source is a tab's. */
export function isTabSource(name: string): boolean {
  return /^tab:\d+$/.test(name);
}

/** An argument of an event, as somebody composed it. Binary is base64. */
const argumentSchema = v.variant('kind', [
  v.object({ kind: v.literal('json'), value: v.unknown() }),
  v.object({ kind: v.literal('binary'), base64: v.pipe(v.string(), v.base64()) }),
]);
export type Argument = v.InferOutput<typeof argumentSchema>;

/** What is sent: an event with its arguments, or a raw frame as it is. */
const composedSchema = v.variant('kind', [
  v.object({
    kind: v.literal('event'),
    namespace: v.pipe(v.string(), v.startsWith('/', () => say('errors_namespace'))),
    event: v.pipe(v.string(), v.minLength(1, () => say('errors_eventEmpty'))),
    args: v.array(argumentSchema),
    /** How long an acknowledgement is waited for, in milliseconds; null when none is asked for. */
    ackTimeoutMs: v.nullable(v.pipe(v.number(), v.minValue(1, () => say('errors_timeout')))),
  }),
  v.object({ kind: v.literal('text'), text: v.string() }),
  v.object({ kind: v.literal('binary'), base64: v.pipe(v.string(), v.base64()) }),
]);
export type Composed = v.InferOutput<typeof composedSchema>;

const commandSchema = v.variant('type', [
  /** Asks for a snapshot, and for deltas from then on. `entries` names the recordings whose entries are wanted too. */
  v.object({ type: v.literal('watch'), id, entries: v.pipe(v.array(source), v.maxLength(10)) }),
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
  /** Emits on a background connection. Raw frames are for page sockets only. */
  v.object({ type: v.literal('emit'), id, profile: profileId, composed: composedSchema }),
  /**
   * Has the page send something on one of its own sockets (`out`), or take a made-up incoming message (`in`). Needs the
   * hook in that page.
   */
  v.object({ type: v.literal('page-emit'), id, tabId: v.number(), socket: v.string(), direction: v.picklist(['in', 'out']), composed: composedSchema }),
  /** Asks the user for access, for a view in which the browser cannot. An error on the field `access` is a refusal. */
  v.object({ type: v.literal('ask-access'), id, access: accessSchema }),
  /** Switches the page hook on or off for a site. The view has asked for the permission before. */
  v.object({ type: v.literal('hook-site'), id, origin: v.pipe(v.string(), v.url()), on: v.boolean() }),
  /** Puts questions to a connection's server, or to the server of a page's socket, and diagnoses with what it answers. */
  v.object({ type: v.literal('diagnose'), id, profile: profileId }),
  v.object({ type: v.literal('diagnose-page'), id, tabId: v.number(), url: v.pipe(v.string(), v.maxLength(8_192)), pageOrigin: v.nullable(v.pipe(v.string(), v.maxLength(2_048))) }),
  /** What a view has seen of a page's sockets in the browser's network log. */
  v.object({ type: v.literal('captured'), id, tabId: v.number(), events: v.pipe(v.array(v.unknown()), v.maxLength(5_000)) }),
  /** Empties the recording of a tab. */
  v.object({ type: v.literal('clear-tab'), id, tabId: v.number() }),
  /** Ends the recording of a source, which is kept, and begins the next. */
  v.object({ type: v.literal('new-recording'), id, source }),
  v.object({ type: v.literal('name-recording'), id, recording: v.string(), name: v.string() }),
  v.object({ type: v.literal('pin-recording'), id, recording: v.string(), pinned: v.boolean() }),
  /** Deletes recordings, which can be undone for a while. Of a source that is recorded, the next recording begins. */
  v.object({ type: v.literal('delete-recordings'), id, recordings }),
  v.object({ type: v.literal('restore-recordings'), id, recordings }),
  /** Changes preferences. They are parsed by the command itself, so that its errors name the field. */
  v.object({ type: v.literal('save-preferences'), id, preferences: v.unknown() }),
  /** Replaces all profiles and preferences. They are parsed by the command itself. */
  v.object({ type: v.literal('replace-settings'), id, choices: v.unknown() }),
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

/** Entries of one recording, which travel packed: a message with as many objects as entries would take twenty times as long. */
const packed = { source, packed: v.string() };
type Packed = v.InferOutput<v.ObjectSchema<typeof packed, undefined>>;

function unpacked<P extends Packed>() {
  return v.rawTransform<P, Omit<P, 'packed'> & { entries: Entry[] }>(({ dataset, addIssue, NEVER }) => {
    const { packed: text, ...rest } = dataset.value;
    const entries = unpackOwnEntries(rest.source, text);
    if (entries !== null) return { ...rest, entries };
    addIssue({ message: 'entries' });
    return NEVER;
  });
}

/** What a view is told of all recordings: which there are, and why the disk does not take them at present, or null. */
const archiveSchema = v.object({ recordings: v.array(listedRecordingSchema), refusal: v.nullable(whySchema) });

/** What is wrong with the sockets of the tabs that a view watches, by source. */
const pageFindings = v.array(v.object({ source, findings: v.array(findingSchema) }));

const updateSchema = v.variant('type', [
  /** Everything a view needs to start from. Replaces whatever it had. Older entries follow as `history`. */
  v.object({
    type: v.literal('snapshot'),
    epoch: v.string(),
    profiles: v.array(receivedProfileSchema),
    selected: profileId,
    connections: v.array(connectionViewSchema),
    /** Sites on which the page hook is switched on, as origins. */
    hooked: v.array(v.string()),
    /** Whether any connection ever stood. */
    everConnected: v.boolean(),
    preferences: preferencesSchema,
    archive: archiveSchema,
    pages: pageFindings,
    /**
     * The watched recordings: the id of each, the seq of its first entry, and the one that the next will have. The retained
     * entries follow as `history`.
     */
    recordings: v.array(v.object({ source, id: v.string(), first: v.number(), next: v.number() })),
  }),
  /** A part of a watched recording as it stood at the snapshot, in order; `done` marks the last part. */
  v.pipe(v.object({ type: v.literal('history'), epoch: v.string(), ...packed, done: v.boolean() }), unpacked()),
  /** What changed since the last update. Absent parts did not change. `from` is the seq of the first entry. */
  v.object({
    type: v.literal('delta'),
    epoch: v.string(),
    profiles: v.optional(v.array(receivedProfileSchema)),
    selected: v.optional(profileId),
    connections: v.optional(v.array(connectionViewSchema)),
    hooked: v.optional(v.array(v.string())),
    everConnected: v.optional(v.boolean()),
    preferences: v.optional(preferencesSchema),
    archive: v.optional(archiveSchema),
    pages: v.optional(pageFindings),
    recordings: v.optional(v.array(v.pipe(v.object({ ...packed, from: v.number() }), unpacked()))),
  }),
  v.object({ type: v.literal('reply'), id, error: v.nullable(v.object({ field: v.string(), message: v.string() })) }),
]);

export type Update = v.InferOutput<typeof updateSchema>;
/** The same as it travels. */
export type UpdateMessage = v.InferInput<typeof updateSchema>;
export type ArchiveView = v.InferOutput<typeof archiveSchema>;

/** Parses a message from a view. */
export function parseCommand(value: unknown): Parsed<Command> {
  return parseWith(commandSchema, value);
}

/** Parses a message from the background. */
export function parseUpdate(value: unknown): Parsed<Update> {
  return parseWith(updateSchema, value);
}
