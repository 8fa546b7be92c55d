/**
 * What views tell the background: commands, a discriminated union that is parsed where it is received. What it answers is
 * in update.ts.
 */
import * as v from 'valibot';
import { PATH_MEANINGS } from '../settings/address.ts';
import { accessSchema } from '../settings/access.ts';
import { FAULT_PLACES } from './fault.ts';
import { say } from '../words/say.ts';
import { parseWith, type Parsed } from '../settings/profile.ts';

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

/** The tab of a tab's source. */
export function tabOf(name: string): number {
  return Number(name.slice('tab:'.length));
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

const meaning = v.optional(v.picklist(PATH_MEANINGS));

/** More than any view watches. */
const sources = v.pipe(v.array(source), v.maxLength(10));

const commandSchema = v.variant('type', [
  /**
   * Asks for a snapshot, and for deltas from then on. `entries` names the recordings whose entries are wanted too, and
   * `withoutPackets` those of them whose packets are not.
   */
  v.object({ type: v.literal('watch'), id, entries: sources, withoutPackets: v.optional(sources, []) }),
  /**
   * `url`, where given, becomes the profile's address first, as somebody typed it; `meaning` is that of its path, where it has
   * one. A connection that stands there already stays as it is.
   */
  v.object({ type: v.literal('connect'), id, profile: profileId, url: v.nullable(v.string()), meaning }),
  v.object({ type: v.literal('disconnect'), id, profile: profileId }),
  /** The same, but a connection that stands is made anew. */
  v.object({ type: v.literal('reconnect'), id, profile: profileId, url: v.nullable(v.string()), meaning }),
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
  /** The user has read which recordings were deleted to make room. */
  v.object({ type: v.literal('forget-deleted'), id }),
  /** Changes preferences. They are parsed by the command itself, so that its errors name the field. */
  v.object({ type: v.literal('save-preferences'), id, preferences: v.unknown() }),
  /** Replaces all profiles and preferences. They are parsed by the command itself. */
  v.object({ type: v.literal('replace-settings'), id, choices: v.unknown() }),
  /** A view's own error, which its background keeps for whoever reports it. */
  v.object({ type: v.literal('report-fault'), id, where: v.picklist(FAULT_PLACES), what: v.pipe(v.string(), v.maxLength(4_096)) }),
  /** The inspected tab has loaded a document: `at`, in epoch milliseconds, for a background that has to start hears of it late. */
  v.object({
    type: v.literal('navigated'),
    id,
    tabId: v.number(),
    at: v.pipe(v.number(), v.finite()),
    url: v.pipe(v.string(), v.maxLength(10_000)),
    refresh: v.boolean(),
  }),
]);

export type Command = v.InferOutput<typeof commandSchema>;
/** A command as a caller writes it: the link adds the id. */
export type CommandRequest = { [C in Command as C['type']]: Omit<C, 'id'> }[Command['type']];

/** Parses a message from a view. */
export function parseCommand(value: unknown): Parsed<Command> {
  return parseWith(commandSchema, value);
}
