/** The recordings that were opened, from files or from the disk: which there are, which is shown, and how far the one is that is being read. */
import { effect, signal, type ReadonlySignal } from '@preact/signals';
import type { ArchiveReader } from '../../recording/archive-reader.ts';
import type { ListedRecording } from '../../recording/recording-card.ts';
import { LANE_BOUNDS } from '../../recording/recording.ts';
import type { Entry } from '../../recording/entry.ts';
import type { readRecordingFile } from '../../sharing/read-file.ts';
import type { ReadFile } from '../../sharing/opened-file.ts';
import { finishedRecording, type Contents, type Model, type OpenedRecording, type RecordingModel } from '../../ui/model.ts';
import { clip } from '../../ui/format.ts';
import { say, sayInTurn } from '../../words/say.ts';

const NAME_LENGTH = 200;

export interface Reading {
  readonly name: string;
  /** From 0 to 1. */
  readonly share: number;
}

export interface OpenedRecordings {
  readonly list: ReadonlySignal<readonly OpenedRecording[]>;
  readonly reading: ReadonlySignal<Reading | null>;
  /** Why the last file was not opened, or empty. */
  readonly mistake: ReadonlySignal<string>;
  /** Reads a file and shows what it holds. Another that is being read is given up. */
  open(file: File): Promise<void>;
  /** Shows a recording that is on disk under a name. Its newest entries are held in memory, others are read as they come in sight. */
  openStored(recording: ListedRecording, name: string): Promise<void>;
  /** Says why nothing was opened. */
  refuse(why: string): void;
  /** Gives up the file that is being read. */
  stop(): void;
  show(recording: OpenedRecording): void;
  close(recording: OpenedRecording): void;
}

/** Few panels ever open a file, so the code that reads one is loaded with the first. */
async function readFile(chunks: Parameters<typeof readRecordingFile>[0], name: string): Promise<ReadFile> {
  const { readRecordingFile } = await import('../../sharing/read-file.ts');
  return readRecordingFile(chunks, name, Date.now());
}

export function createOpenedRecordings(model: Model, openReader: () => Promise<ArchiveReader>): OpenedRecordings {
  const list = signal<readonly OpenedRecording[]>([]);
  const reading = signal<Reading | null>(null);
  const mistake = signal('');
  let current = new AbortController();

  async function open(file: File): Promise<void> {
    current.abort();
    const own = new AbortController();
    current = own;
    mistake.value = '';
    const name = clip(file.name, NAME_LENGTH);
    reading.value = { name, share: 0 };
    const chunks = chunksOf(file, own.signal, (share) => {
      if (current === own) reading.value = { name, share };
    });
    const read = await readFile(chunks, name).catch((): ReadFile => ({ recordings: [], problem: say('sharing_opened_unreadable') }));
    if (own.signal.aborted) return;
    reading.value = null;
    const opened = openedOf(name, read);
    if (opened === null) {
      mistake.value = say('sharing_opened_failed', { name, why: read.problem ?? '' });
      return;
    }
    list.value = [...list.value, opened];
    model.opened.value = opened;
  }

  async function openStored(listed: ListedRecording, name: string): Promise<void> {
    mistake.value = '';
    const opened = await readStored(listed, name).catch(() => null);
    if (opened === null) {
      mistake.value = say('sharing_opened_failed', { name, why: say('sharing_opened_unreadableArchive') });
      return;
    }
    list.value = [...list.value.filter(({ stored }) => stored !== listed.id), opened];
    model.opened.value = opened;
  }

  async function readStored({ source, id, first, url }: ListedRecording, name: string): Promise<OpenedRecording> {
    const reader = await openReader();
    try {
      const [{ log, packet, signal: other }, sizes] = await Promise.all([reader.newest(source, LANE_BOUNDS), reader.sizes()]);
      const entries = [...log, ...packet, ...other].toSorted((a, b) => a.seq - b.seq);
      const recording = finishedRecording(source, entries, id, first);
      const size = sizes.get(id);
      const contents = { logs: size?.logs ?? 0, packets: size?.packets ?? 0, since: size?.since ?? null, until: size?.until ?? null };
      return { stored: id, name, url, problem: null, contents, ...inPlace(recording) };
    } finally {
      reader.close();
    }
  }

  function close(recording: OpenedRecording): void {
    list.value = list.value.filter((other) => other !== recording);
    if (model.opened.value === recording) model.opened.value = null;
  }

  // One that is deleted, in whichever panel, cannot be read any more.
  effect(() => {
    const there = new Set(model.archive.value.recordings.map(({ id }) => id));
    for (const recording of list.peek()) {
      if (recording.stored === null || there.has(recording.stored)) continue;
      close(recording);
      mistake.value = say('sharing_opened_gone', { name: recording.name });
    }
  });

  return {
    list,
    reading,
    mistake,
    open,
    openStored,
    refuse: (why) => {
      mistake.value = why;
    },
    stop() {
      current.abort();
      reading.value = null;
    },
    show(recording) {
      model.opened.value = recording;
    },
    close,
  };
}

/** A view shows one connection and one page beside each other; a file that Holdfast has written holds no more. */
function openedOf(name: string, { recordings, problem }: ReadFile): OpenedRecording | null {
  if (recordings.length === 0) return null;
  const isPage = ({ source }: { source: string }) => source.startsWith('tab:');
  const own = recordings.find((each) => !isPage(each));
  const page = recordings.find(isPage);
  const isMore = recordings.some((each) => each !== own && each !== page && each.entries.length > 0);
  const entries = [...(own?.entries ?? []), ...(page?.entries ?? [])];
  return {
    stored: null,
    name,
    url: own?.url ?? '',
    problem: isMore ? sayInTurn([...(problem === null ? [] : [problem]), say('sharing_opened_more')]) : problem,
    contents: contentsOf(entries),
    recording: finishedRecording(own?.source ?? 'file', own?.entries ?? []),
    page: page === undefined ? null : finishedRecording(page.source, page.entries),
  };
}

/** A recording where views look for one of its kind: the connection's place, or the page's. */
function inPlace(recording: RecordingModel): { recording: RecordingModel; page: RecordingModel | null } {
  const isPage = recording.source.startsWith('tab:');
  return isPage ? { recording: finishedRecording('', []), page: recording } : { recording, page: null };
}

function contentsOf(entries: readonly Entry[]): Contents {
  const count = (wanted: Entry['kind']) => entries.reduce((sum, { kind }) => sum + (kind === wanted ? 1 : 0), 0);
  const since = entries.reduce((earliest, { at }) => Math.min(earliest, at), Infinity);
  const until = entries.reduce((latest, { at }) => Math.max(latest, at), -Infinity);
  return { logs: count('log'), packets: count('packet'), since: entries.length === 0 ? null : since, until: entries.length === 0 ? null : until };
}

async function* chunksOf(file: File, stopped: AbortSignal, onProgress: (share: number) => void): AsyncGenerator<string> {
  const reader = file.stream().pipeThrough(new TextDecoderStream()).getReader();
  let units = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || stopped.aborted) return;
      units += value.length;
      onProgress(Math.min(1, units / Math.max(1, file.size)));
      yield value;
    }
  } finally {
    // Whoever has read enough lets go of the file.
    await reader.cancel();
  }
}
