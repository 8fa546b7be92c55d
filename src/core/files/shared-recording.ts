/** What is exported, and what every writer is given and gives. */
import type { Entry } from '../entries/entry.ts';
import type { EntryReader } from '../entries/entry-reader.ts';
import { LANES } from '../entries/lanes.ts';
import { visible } from '../wire/unseen.ts';
import type { Redactor } from '../redaction/redactor.ts';

/** One recording, or those of its entries that were chosen. */
export interface SharedRecording {
  readonly source: string;
  readonly name: string;
  /** Of a connection: where its Engine.IO endpoint is. Empty of a page, whose sockets tell their own. */
  readonly url: string;
  readonly reader: EntryReader;
  /** Whether an entry is wanted. */
  readonly wants: (entry: Entry) => boolean;
}

export interface WriteOptions {
  readonly recordings: readonly SharedRecording[];
  readonly redactor: Redactor;
  /** What writes, with its version. */
  readonly creator: { readonly name: string; readonly version: string };
  /** Now, in epoch milliseconds. */
  readonly at: number;
}

/** A part of the file, and how many entries it tells. */
export interface Part {
  readonly text: string;
  readonly entries: number;
}

export type Writer = (options: WriteOptions) => AsyncGenerator<Part>;

/** The wanted entries of a recording in order, without secrets, in parts that fit memory. */
export async function* partsOf(
  { source, reader, wants }: SharedRecording,
  redactor: Redactor,
  range: { readonly from?: number; readonly to?: number } = {},
): AsyncGenerator<readonly Entry[]> {
  for await (const entries of reader.parts(source, { lanes: LANES, ...range })) yield entries.filter(wants).map((entry) => redactor.entry(entry));
}

/** A time as a file tells it, or nothing of what no calendar has. */
export function isoTime(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

/** A value as JSON whose every character can be seen: those that cannot are escaped, which is the same to whoever reads it. */
export function jsonText(value: unknown): string {
  return visible(JSON.stringify(value));
}
