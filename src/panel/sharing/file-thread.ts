/**
 * Reading a file in a thread of its own: what the panel and the thread say to each other, and the thread's side of it. The panel
 * gets results alone, in parts that it asks for one by one, so that it never has much to do at once.
 */
import type { Entry } from '../../core/entries/entry.ts';
import { entryBytes } from '../../core/entries/lanes.ts';
import { readRecordingFile } from '../../core/files/read-file.ts';
import type { ReadFile, ReadRecording } from '../../core/files/opened-file.ts';
import type { Contents } from '../../views/model.ts';
import { speak } from '../../core/words/catalog.ts';
import type { Language } from '../../core/words/language.ts';

/** To the thread: the file, with the words in which to say what is wrong with it; or that the next part can be taken. */
export type FileOrder =
  | { readonly type: 'read'; readonly file: Blob; readonly name: string; readonly now: number; readonly language: Language; readonly messages: ReadonlyMap<string, string> }
  | { readonly type: 'more' };

/** A recording that a file holds, without its entries. `first` is the seq of the first. */
export type ToldRecording = Omit<ReadRecording, 'entries'> & { readonly first: number; readonly contents: Contents };

/** From the thread. `share` is from 0 to 1. */
export type FileNews =
  | { readonly type: 'progress'; readonly share: number }
  | { readonly type: 'read'; readonly recordings: readonly ToldRecording[]; readonly problem: string | null }
  | { readonly type: 'part'; readonly source: string; readonly entries: readonly Entry[]; readonly share: number }
  | { readonly type: 'end' }
  | { readonly type: 'failed' };

/** What is needed of a Worker. */
export type FileThread = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onmessageerror' | 'onerror'>;

/** What the panel is given at once: it folds and draws some hundred entries within the time of a frame. */
const PART = { entries: 300, bytes: 256 * 1024 } as const;
/** Between two tellings of how far it is, in bytes. */
const TELL_EVERY = 2_000_000;

/** The thread: takes orders one by one, and tells what comes of each. */
export function serveFile(tell: (news: FileNews) => void): (order: FileOrder) => void {
  let parts: Iterator<FileNews> = [][Symbol.iterator]();
  return (order) => {
    if (order.type === 'more') return tell((parts.next().value as FileNews | undefined) ?? { type: 'end' });
    const { language, messages, file, name, now } = order;
    speak({ language, messages, plurals: new Intl.PluralRules(language), numbers: new Intl.NumberFormat(language) });
    readRecordingFile(chunksOf(file, (share) => tell({ type: 'progress', share })), name, now).then(
      (read) => {
        parts = partsOf(read);
        tell({ type: 'read', recordings: read.recordings.map(toldOf), problem: read.problem });
      },
      () => tell({ type: 'failed' }),
    );
  };
}

async function* chunksOf(file: Blob, onProgress: (share: number) => void): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const reader = file.stream().getReader();
  let [bytes, told] = [0, 0];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.length;
      if (bytes - told >= TELL_EVERY) {
        told = bytes;
        onProgress(bytes / Math.max(1, file.size));
      }
      yield decoder.decode(value, { stream: true });
    }
    yield decoder.decode();
  } finally {
    // Whoever has read enough lets go of the file.
    await reader.cancel();
  }
}

function toldOf({ entries, ...about }: ReadRecording): ToldRecording {
  return { ...about, first: entries[0]?.seq ?? 0, contents: contentsOf(entries) };
}

function contentsOf(entries: readonly Entry[]): Contents {
  const count = (wanted: Entry['kind']) => entries.reduce((sum, { kind }) => sum + (kind === wanted ? 1 : 0), 0);
  const since = entries.reduce((earliest, { at }) => Math.min(earliest, at), Infinity);
  const until = entries.reduce((latest, { at }) => Math.max(latest, at), -Infinity);
  return { logs: count('log'), packets: count('packet'), since: entries.length === 0 ? null : since, until: entries.length === 0 ? null : until };
}

function* partsOf({ recordings }: ReadFile): Generator<FileNews, undefined> {
  const total = recordings.reduce((sum, { entries }) => sum + entries.length, 0);
  let told = 0;
  for (const { source, entries } of recordings) {
    for (let from = 0; from < entries.length;) {
      let [to, bytes] = [from, 0];
      while (to < entries.length && to - from < PART.entries && bytes < PART.bytes) bytes += entryBytes(entries[to++]!);
      told += to - from;
      yield { type: 'part', source, entries: entries.slice(from, to), share: told / total };
      from = to;
    }
  }
}
