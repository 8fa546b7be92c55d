/** Reads a recording that was written as newline-delimited JSON. The file may be anybody's: each line is parsed, and bounded. */
import * as v from 'valibot';
import { parseEntry, type Entry } from '../entries/entry.ts';
import { boundedValue } from '../wire/value-text.ts';
import type { Line } from './lines.ts';
import { footerSchema, FORMAT_VERSION, headerSchema, type Header } from './ndjson.ts';
import { refusal, Room, tooLarge, type ReadFile, type ReadRecording } from './opened-file.ts';
import { say, sayInTurn } from '../words/say.ts';

/** The largest line that a recording can have: a log line with all its fields, each unit of it escaped. */
export const LINE_LIMIT = 32 * 1024 * 1024;
/** What is taken of a value that is an application's own, in characters of JSON. */
const VALUE_LIMIT = 16_384;
/** Recordings that one file may hold. */
const RECORDINGS = 20;
/** No calendar goes further. */
const LATEST = 8.64e15;
/** Fields whose values are the application's own, and may be any. */
const OF_THE_APPLICATION: ReadonlySet<string> = new Set(['payload', 'data']);

/** Why a line was left out. */
type Fault = 'tooLong' | 'notJson' | 'notAnEntry' | 'outOfOrder' | 'foreign';

export async function readNdjson(first: Line, rest: AsyncIterable<Line>): Promise<ReadFile> {
  const header = headerOf(first.text);
  if (typeof header === 'string') return refusal(header);
  const file = new NdjsonFile(header);
  for await (const line of rest) if (!file.take(line)) break;
  return file.result();
}

function headerOf(text: string): Header | string {
  const value = parsed(text);
  const parsedHeader = v.safeParse(headerSchema, value);
  if (parsedHeader.success && parsedHeader.output.version === FORMAT_VERSION) return parsedHeader.output;
  const version = (value as { version?: unknown } | undefined)?.version;
  if (version === FORMAT_VERSION || typeof version !== 'number') return say('sharing_problem_header');
  return say('sharing_problem_version', { version: String(version), known: String(FORMAT_VERSION) });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

class NdjsonFile {
  readonly #recordings: Map<string, ReadRecording>;
  readonly #room = new Room();
  #number = 1;
  #read = 0;
  #full = false;
  #ended = false;
  #unendedAt: number | null = null;
  #faults = 0;
  #firstFault: { readonly line: number; readonly fault: Fault } | null = null;

  constructor(header: Header) {
    const told = header.recordings.slice(0, RECORDINGS);
    this.#recordings = new Map(told.map(({ source, name, url }) => [source, { source, name, url, entries: [] }]));
  }

  /** Takes the next line, and says whether there is need of another. */
  take({ text, tooLong, unended }: Line): boolean {
    this.#number += 1;
    if (text.trim() === '' && !tooLong) return true;
    const value = tooLong ? undefined : parsed(text);
    if (v.is(footerSchema, value)) {
      this.#ended = true;
      return false;
    }
    const fault = tooLong ? 'tooLong' : value === undefined ? 'notJson' : this.#entry(value);
    if (fault !== null && unended) this.#unendedAt = this.#number;
    else if (fault !== null) {
      this.#faults += 1;
      this.#firstFault ??= { line: this.#number, fault };
    }
    return !this.#full;
  }

  #entry(value: unknown): Fault | null {
    const entry = withBoundedValues(parseEntry(value));
    if (entry === undefined || !isSane(entry)) return 'notAnEntry';
    const recording = this.#recordings.get(entry.source);
    if (recording === undefined) return 'foreign';
    if (entry.seq <= (recording.entries.at(-1)?.seq ?? -1)) return 'outOfOrder';
    this.#full = !this.#room.take(entry);
    if (this.#full) return null;
    recording.entries.push(entry);
    this.#read += 1;
    return null;
  }

  result(): ReadFile {
    return { recordings: [...this.#recordings.values()], problem: this.#problem() };
  }

  #problem(): string | null {
    const kept = say('sharing_problem_kept', { count: this.#read });
    const sentences: string[] = [];
    if (this.#firstFault !== null) {
      const { line, fault } = this.#firstFault;
      sentences.push(say('sharing_problem_line', { line, fault: say(`sharing_fault_${fault}`) }));
      if (this.#faults > 1) sentences.push(say('sharing_problem_moreLines', { count: this.#faults - 1 }));
    }
    if (this.#full) sentences.push(tooLarge(this.#read));
    else if (this.#unendedAt !== null) sentences.push(say('sharing_problem_brokenLine', { line: this.#unendedAt }), kept);
    else if (!this.#ended) sentences.push(say('sharing_problem_unended', { line: this.#number }), kept);
    return sentences.length === 0 ? null : sayInTurn(sentences);
  }
}

/** What is an application's own may be nested beyond what can be written as JSON again. Our own recordings keep less of it. */
function withBoundedValues(entry: Entry | undefined): Entry | undefined {
  if (entry?.kind === 'acknowledged') return { ...entry, payload: boundedValue(entry.payload, VALUE_LIMIT) };
  return entry?.kind === 'refused' ? { ...entry, data: boundedValue(entry.data, VALUE_LIMIT) } : entry;
}

/** Whether the numbers of an entry can be what they stand for: JSON can say 1e999. */
function isSane(entry: Entry): boolean {
  if (!Number.isInteger(entry.seq) || entry.seq < 0) return false;
  const isOk = ([name, value]: readonly [string, unknown]) => OF_THE_APPLICATION.has(name) || typeof value !== 'number' || Math.abs(value) <= LATEST;
  const paired = entry.kind === 'packet' ? Object.entries({ ...entry.answers, ...entry.answeredBy }) : [];
  return [...Object.entries(entry), ...paired].every(isOk);
}
