/** The command line of `npm run probe`. */
import { parseArgs } from 'node:util';
import { readAddress, type Address } from '../../src/core/settings/address.ts';
import { defaultProfile, parseProfile, type Profile } from '../../src/core/settings/profile.ts';
import { UsageError } from '../run-script.ts';

export const HELP = `npm run probe -- URL [options]

Asks a Socket.IO server what a client would, connects to it, and says what is wrong and what to change.
It leaves no session behind, and is over within about 10 s even if the server never answers.

  URL                   the server's address in any form: http://127.0.0.1:5552, localhost:5552, 5552, or what a browser's
                        network log has, such as ws://host/socket.io/?EIO=4&transport=websocket. As for io(), a path after
                        the host is a namespace, unless it ends in /socket.io or has EIO behind it, or --namespace is given.
  --path P              where Socket.IO is mounted; /socket.io by default
  --namespace N         the namespace to connect to; / by default
  --origin O            speaks as a page of this origin would, such as http://localhost:3000
  --transports T,U      websocket and polling, in the order in which to try them; both by default
  --parser P            default, or msgpack for a server that uses socket.io-msgpack-parser
  --auth JSON           the auth payload, such as '{"token": "…"}'
  --ack-event E         the event by which the server acknowledges a connection; '' for none
  --log-event E         the event that carries its log lines; '' for none
  --heartbeat-event E   the event that is sent to it as a heartbeat; '' for none
  --json                prints one JSON document to standard output, and progress to standard error
  --watch N             then stays connected for N seconds: sends heartbeats, counts log lines, and drops the
                        connection and connects again three times, as refreshes of a page would
  --help                prints this

It speaks the language of LANG, English or Chinese. Ids, variants and facts of findings are the same in each.

Exit codes: 0 healthy, 1 something is wrong, 2 the command line is, 130 interrupted.

The JSON document:
  target      {url, path, namespace, origin, transports}
  connection  {connected, transport, sid, acknowledged, why}
  probes      one per question: {question, url, origin, outcome, status, body, headers, code, tookMs, error,
              redirects: [[status, address]]}
  findings    {id, variant, facts, title, cause, fix, where, confidence, benign, link, server,
              evidence: [{seq, at, kind, text}], remedies: [{server, title, language, code}]}
  ladder      how far the newest attempts came: {rung, state, evidence}, where a state is passed, failed, unreached or hidden
  passed      sentences: what was checked and is in order
  watch       null, or {seconds, acknowledgements: {count, missing, medianMs}, roundTrips: {sent, answered, missed,
              minMs, medianMs, p95Ms, maxMs}, logs, reconnects: [{connectedAfterMs, acknowledgedAfterMs}]};
              of what did not happen, null
  exitCode    as above`;

export interface Options {
  readonly profile: Profile;
  readonly origin: string | null;
  readonly json: boolean;
  /** Seconds, or null. */
  readonly watch: number | null;
}

/** The timings of its profile: a probe is for a person who waits, so its delays are short, and three attempts are enough to know. */
export const PROBE_TIMINGS = { connectTimeoutMs: 3_000, reconnectDelayMs: 250, reconnectDelayMaxMs: 500, reconnectAttempts: 2, ackDeadlineMs: 3_000, heartbeatTimeoutMs: 3_000 };
/** How many heartbeats a watch sends at least, as far as a profile allows. */
const HEARTBEATS = 20;

/** The field of a profile that each option sets, for saying which one is wrong. */
const OPTION_OF: Readonly<Record<string, string>> = { path: '--path', namespace: '--namespace', transports: '--transports', parser: '--parser', auth: '--auth', 'events.ack': '--ack-event', 'events.log': '--log-event', 'events.heartbeat': '--heartbeat-event' };

const see = 'npm run probe -- --help shows how.';

/** Returns null when help was asked for. */
export function readOptions(args: readonly string[]): Options | null {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      path: { type: 'string' },
      namespace: { type: 'string' },
      origin: { type: 'string' },
      transports: { type: 'string' },
      parser: { type: 'string' },
      auth: { type: 'string' },
      'ack-event': { type: 'string' },
      'log-event': { type: 'string' },
      'heartbeat-event': { type: 'string' },
      json: { type: 'boolean', default: false },
      watch: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return null;
  const [url, surplus] = positionals;
  if (url === undefined) throw new UsageError(`the server’s address is missing, such as http://127.0.0.1:5552. ${see}`);
  if (surplus !== undefined) throw new UsageError(`“${surplus}” is one address too many. ${see}`);
  const watch = values.watch === undefined ? null : readSeconds(values.watch);
  const parsed = parseProfile(profileOf(url, values, watch));
  if (!parsed.ok) throw new UsageError(`${OPTION_OF[parsed.error.field] ?? OPTION_OF[parsed.error.field.split('.')[0] ?? ''] ?? 'URL'}: ${parsed.error.message} ${see}`);
  return { profile: parsed.value, origin: values.origin === undefined ? null : readOrigin(values.origin), json: values.json, watch };
}

interface Given {
  readonly path?: string;
  readonly namespace?: string;
  readonly transports?: string;
  readonly parser?: string;
  readonly auth?: string;
  readonly 'ack-event'?: string;
  readonly 'log-event'?: string;
  readonly 'heartbeat-event'?: string;
}

function profileOf(text: string, given: Given, watch: number | null): unknown {
  const base = defaultProfile('probe');
  const { transports, parser, auth } = given;
  const { url, path, namespace, query } = placeOf(text, given);
  return {
    ...base,
    url,
    path: given.path ?? path ?? base.path,
    namespace: given.namespace ?? namespace ?? base.namespace,
    query,
    events: {
      ...base.events,
      ack: given['ack-event'] ?? base.events.ack,
      log: given['log-event'] ?? base.events.log,
      heartbeat: given['heartbeat-event'] ?? base.events.heartbeat,
    },
    transports: transports?.split(',').map((name) => name.trim()) ?? base.transports,
    parser: parser ?? base.parser,
    auth: auth === undefined ? null : readJson(auth),
    timings: { ...base.timings, ...PROBE_TIMINGS, ...(watch === null ? {} : watchTimings(watch)) },
  };
}

/** Where the address leads. One that cannot be read stays as it is, and is refused with the rest of the profile. */
function placeOf(text: string, { namespace }: Given): Address {
  const read = readAddress(text, namespace === undefined ? 'namespace' : 'path');
  return read.outcome === 'read' ? read.address : { url: text, path: null, namespace: null, query: {} };
}

function watchTimings(seconds: number): { heartbeatEveryMs: number; reconnectAttempts: null } {
  return { heartbeatEveryMs: Math.min(60_000, Math.max(500, Math.round((seconds * 1000) / HEARTBEATS))), reconnectAttempts: null };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`--auth: “${text}” is not JSON. Enter an object, such as '{"token": "…"}'. ${see}`);
  }
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds >= 1 && seconds <= 86_400)) throw new UsageError(`--watch: “${text}” is not a number of seconds from 1 to 86400. ${see}`);
  return seconds;
}

/** Also that of an extension, which is how a background speaks. */
function readOrigin(text: string): string {
  if (!/^[a-z][a-z\d+.-]*:\/\/[^\s/?#]+$/i.test(text)) {
    throw new UsageError(`--origin: “${text}” is not an origin. Enter scheme, host and port, such as http://localhost:3000. ${see}`);
  }
  return text;
}
