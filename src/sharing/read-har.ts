/**
 * Reads a HAR file, Chromium's or ours, by the way that the browser's live log takes: its entries become events of a capture,
 * and the capture decodes and records them.
 */
import { pollEvents, type Exchange } from '../devtools/har-bodies.ts';
import { HarReader } from '../devtools/har-events.ts';
import { parseCaptureEvent, type CaptureEvent } from '../messaging/capture.ts';
import type { Entry, Fact } from '../recording/entry.ts';
import { PageCapture } from '../recording/page-capture.ts';
import { parseJsonPrefix, type JsonPrefix } from './json-prefix.ts';
import { inSentOrder } from '../recording/sent-order.ts';
import { refusal, Room, tooLarge, type ReadFile } from './opened-file.ts';
import { say } from '../words/say.ts';

/** UTF-16 units of a file. An engine's texts end not far beyond. */
export const HAR_LIMIT = 256 * 1024 * 1024;
/** The recording of a page whose tab nobody knows. */
const SOURCE = 'tab:0';

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** `now` stands in for times that the file does not tell. */
export function readHar(text: string, name: string, now: number): ReadFile {
  const prefix = parseJsonPrefix(text);
  const { value, brokeAt } = prefix;
  const log = fields(fields(value)['log']);
  const entries = log['entries'];
  if (!Array.isArray(entries)) {
    return refusal(brokeAt === null ? say('sharing_problem_foreign') : say('sharing_problem_noJson', { character: brokeAt + 1 }));
  }
  const whole = brokeAt === null ? (entries as unknown[]) : wholeEntries(entries as unknown[], prefix);
  const broken = brokeAt === null ? null : say('sharing_problem_brokenHar', { entry: entries.length });
  const { recorded, isFull } = record({ pages: log['pages'], entries: whole }, now);
  const nothing = recorded.length === 0 && broken === null ? say('sharing_problem_nothing') : null;
  return { recordings: [{ source: SOURCE, name, url: '', entries: recorded }], problem: isFull ? tooLarge(recorded.length) : (broken ?? nothing) };
}

/** Without what the end of the file has taken: the last message of a socket, or the whole of any other entry. */
function wholeEntries(entries: readonly unknown[], { isWhole }: JsonPrefix): unknown[] {
  return entries.flatMap((entry) => {
    if (isWhole(entry)) return [entry];
    const key = ['_webSocketMessages', '_eventSourceMessages'].find((name) => Array.isArray(fields(entry)[name]));
    return key === undefined ? [] : [{ ...fields(entry), [key]: (fields(entry)[key] as unknown[]).filter(isWhole) }];
  });
}

function record(log: unknown, now: number): { recorded: Entry[]; isFull: boolean } {
  const { events, exchanges } = new HarReader().read(log, now);
  const parsed = [...events, ...exchanges.flatMap(pollOf)].map(parseCaptureEvent).filter((event) => event !== undefined);
  const all = inSentOrder(parsed.toSorted((a, b) => a.at - b.at));
  const recorded: Entry[] = [];
  const room = new Room();
  let isFull = false;
  let next = 0;
  const capture = new PageCapture('file', (fact: Fact, at: number): Entry => {
    const entry: Entry = { ...fact, source: SOURCE, seq: next, at };
    next += 1;
    isFull ||= !room.take(entry);
    if (!isFull) recorded.push(entry);
    return entry;
    // A file is one recording from its beginning.
  }, () => true);
  for (const event of all) {
    if (isFull) break;
    capture.take('har', [event], false);
  }
  return { recorded, isFull };
}

/** A poll, whose answer stands in a file beside it. */
function pollOf(exchange: Exchange): CaptureEvent[] {
  const content = fields(fields(fields(exchange.source)['response'])['content']);
  return pollEvents(exchange, content['text'], content['encoding']);
}
