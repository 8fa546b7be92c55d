/**
 * Reads a HAR file, Chromium's or ours, by the way that the browser's live log takes: its entries become events of a capture,
 * and the capture decodes and records them.
 */
import { pollEvents, type Exchange } from '../capture/har-bodies.ts';
import { HarReader } from '../capture/har-events.ts';
import { parseCaptureEvent, type CaptureEvent } from '../contract/capture.ts';
import type { Entry, Fact } from '../entries/entry.ts';
import { PageCapture } from '../capture/page-capture.ts';
import { inSentOrder } from '../capture/sent-order.ts';
import { asChromium, isPollUrl, type Missing } from './har-dialects.ts';
import { OWN_ENTRY } from './har-sessions.ts';
import { JsonStream, type ReadJson, type Shape } from './json-stream.ts';
import { READ_BOUNDS, refusal, Room, tooLarge, type ReadFile } from './opened-file.ts';
import { visible } from '../wire/unseen.ts';
import { bounded } from '../wire/value-text.ts';
import { say, sayInTurn } from '../words/say.ts';

/** The recording of a page whose tab nobody knows. */
const SOURCE = 'tab:0';
/** The recording of our own connection, whose entries Holdfast has marked when it wrote the file. */
const OWN_SOURCE = 'connection';
const CREATOR_LENGTH = 60;

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** What is read of an entry. Bodies of anything but polls go again when the entry is over. */
const NAMED = [{ name: 'all', value: 'all' }] as const;
const ENTRY: Shape = {
  startedDateTime: 'all', time: 'all', pageref: 'all', timings: { receive: 'all' },
  request: { method: 'all', url: 'all', headers: NAMED, postData: { text: 'all', mimeType: 'all' } },
  response: { status: 'all', statusText: 'all', headers: NAMED, content: { text: 'all', encoding: 'all', mimeType: 'all', size: 'all' }, _error: 'all' },
  _resourceType: 'all', _initiator: 'all', _webSocketMessages: ['all'], _eventSourceMessages: ['all'], _webSocketClose: 'all', _holdfast: 'all',
};
const HAR: Shape = { log: { creator: { name: 'all' }, pages: [{ title: 'all', startedDateTime: 'all' }], entries: [ENTRY] } };
/** How deep an entry stands: in the list, in the log, in the outermost object. */
const ENTRY_DEPTH = 3;
/** What an entry takes of which the body went again, in UTF-16 units. */
const BARE_ENTRY = 1_000;

/** Takes a HAR chunk by chunk, and holds no more of it than what is read of it. */
export class HarFile {
  readonly #stream = new JsonStream(HAR, (container, depth) => {
    if (depth === ENTRY_DEPTH) this.#entry(container);
  });
  /** What all entries but the present one take, and what the stream had kept when that began. Both in UTF-16 units. */
  #held = 0;
  #since = 0;

  /** Takes the next chunk, and says whether there is need of another. */
  take(chunk: string): boolean {
    this.#stream.push(chunk);
    return !this.#stream.isBroken && !this.#isFull;
  }

  get #isFull(): boolean {
    return 2 * (this.#held + this.#stream.kept - this.#since) > READ_BOUNDS.bytes;
  }

  #entry(entry: object): void {
    const content = (entry as { response?: { content?: { text?: unknown } | null } | null }).response?.content;
    const isBare = content !== undefined && content !== null && !isPollUrl((entry as { request?: { url?: unknown } | null }).request?.url);
    if (isBare) delete content.text;
    this.#held += isBare && !hasMessages(entry) ? BARE_ENTRY : this.#stream.kept - this.#since;
    this.#since = this.#stream.kept;
  }

  /** What was read. `now` stands in for times that the file does not tell. */
  end(name: string, now: number): ReadFile {
    const isFull = this.#isFull;
    return readLog(this.#stream.end(), isFull, name, now);
  }
}

function hasMessages(entry: object): boolean {
  return '_webSocketMessages' in entry || '_eventSourceMessages' in entry;
}

function readLog(read: ReadJson, isCut: boolean, name: string, now: number): ReadFile {
  const { value } = read;
  // What was given up for want of room is not broken.
  const brokeAt = isCut ? null : read.brokeAt;
  const log = fields(fields(value)['log']);
  const entries = log['entries'];
  if (!Array.isArray(entries)) {
    return refusal(brokeAt === null ? say('sharing_problem_foreign') : say('sharing_problem_noJson', { character: brokeAt + 1 }));
  }
  const whole = read.brokeAt === null ? (entries as unknown[]) : wholeEntries(entries as unknown[], read);
  const missing = asChromium(whole);
  const room = new Room();
  const isOwn = (entry: unknown) => fields(entry)['_holdfast'] === OWN_ENTRY;
  const [own, page] = [whole.filter(isOwn), whole.filter((entry) => !isOwn(entry))];
  const recordings = [
    ...(own.length === 0 ? [] : [{ source: OWN_SOURCE, name, url: '', entries: record({ entries: own }, now, room, asConnection) }]),
    ...(page.length === 0 && own.length > 0 ? [] : [{ source: SOURCE, name, url: '', entries: record({ pages: log['pages'], entries: page }, now, room, asItIs) }]),
  ];
  const count = recordings.reduce((sum, recording) => sum + recording.entries.length, 0);
  const sentences = [
    ...(room.isFull || isCut ? [tooLarge(count)] : brokeAt === null ? [] : [say('sharing_problem_brokenHar', { entry: entries.length })]),
    ...(count === 0 && brokeAt === null ? [say('sharing_problem_nothing')] : []),
    ...missingSentences(missing, fields(log['creator'])['name']),
  ];
  return { recordings, problem: sentences.length === 0 ? null : sayInTurn(sentences) };
}

/** What of the file's sockets is not in the file. */
function missingSentences({ messages, bodies, times }: Missing, creator: unknown): string[] {
  const tool = typeof creator === 'string' && creator.trim() !== '' ? visible(bounded(creator, CREATOR_LENGTH).text) : say('sharing_problem_someTool');
  return [
    ...(messages === 0 ? [] : [say('sharing_problem_noMessages', { count: messages, tool })]),
    ...(bodies === 0 ? [] : [say('sharing_problem_noBodies', { count: bodies, tool })]),
    ...(times === 0 ? [] : [say('sharing_problem_noTimes', { count: times })]),
  ];
}

/** Without what the end of the file has taken: the last message of a socket, or the whole of any other entry. */
function wholeEntries(entries: readonly unknown[], { isWhole }: ReadJson): unknown[] {
  return entries.flatMap((entry) => {
    if (isWhole(entry)) return [entry];
    const key = ['_webSocketMessages', '_eventSourceMessages'].find((name) => Array.isArray(fields(entry)[name]));
    return key === undefined ? [] : [{ ...fields(entry), [key]: (fields(entry)[key] as unknown[]).filter(isWhole) }];
  });
}

/** A fact of a capture as a recording has it, or null where it has none. `isFirst` is the first of a socket. */
type Recorded = (fact: Fact, isFirst: boolean) => readonly Fact[];

const asItIs: Recorded = (fact) => [fact];

/** Our own connection has no sockets, and begins a new session with every attempt. */
const asConnection: Recorded = (fact, isFirst) => {
  if (fact.kind !== 'packet') return [];
  const opening: Fact = { kind: 'opening', attempt: 0, transports: [fact.transport === 'polling' ? 'polling' : 'websocket'] };
  return [...(isFirst ? [opening] : []), { ...fact, socket: 'own' }];
};

function record(log: unknown, now: number, room: Room, recorded: Recorded): Entry[] {
  const source = recorded === asItIs ? SOURCE : OWN_SOURCE;
  const { events, exchanges } = new HarReader(true).read(log, now);
  const parsed = [...events, ...exchanges.flatMap(pollOf)].map(parseCaptureEvent).filter((event) => event !== undefined);
  const all = inSentOrder(parsed.toSorted((a, b) => a.at - b.at));
  const entries: Entry[] = [];
  const begun = new Set<string>();
  const capture = new PageCapture('file', (fact: Fact, at: number): Entry => {
    const isFirst = fact.kind === 'packet' && !begun.has(fact.socket);
    if (fact.kind === 'packet') begun.add(fact.socket);
    for (const each of recorded(fact, isFirst)) {
      const entry: Entry = { ...each, source, seq: entries.length, at };
      if (room.take(entry)) entries.push(entry);
    }
    return { ...fact, source, seq: Math.max(0, entries.length - 1), at };
    // A file is one recording from its beginning.
  }, () => true);
  for (const event of all) {
    if (room.isFull) break;
    capture.take('har', [event], false);
  }
  return entries;
}

/** A poll, whose answer stands in a file beside it. */
function pollOf(exchange: Exchange): CaptureEvent[] {
  const content = fields(fields(fields(exchange.source)['response'])['content']);
  return pollEvents(exchange, content['text'], content['encoding']);
}
