/** The recordings that were opened from files: which there are, which is shown, and how far the one is that is being read. */
import { signal, type ReadonlySignal } from '@preact/signals';
import type { ReadFile } from '../../sharing/opened-file.ts';
import type { readRecordingFile } from '../../sharing/read-file.ts';
import { finishedRecording, type Model, type OpenedRecording } from '../../ui/model.ts';
import { clip } from '../../ui/format.ts';
import { say } from '../../words/say.ts';

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

export function createOpenedRecordings(model: Model): OpenedRecordings {
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

  return {
    list,
    reading,
    mistake,
    open,
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
    close(recording) {
      list.value = list.value.filter((other) => other !== recording);
      if (model.opened.value === recording) model.opened.value = null;
    },
  };
}

/** A view shows one connection and one page beside each other; a file that Holdfast has written holds no more. */
function openedOf(name: string, { recordings, problem }: ReadFile): OpenedRecording | null {
  if (recordings.length === 0) return null;
  const isPage = ({ source }: { source: string }) => source.startsWith('tab:');
  const own = recordings.find((each) => !isPage(each));
  const page = recordings.find(isPage);
  const isMore = recordings.some((each) => each !== own && each !== page && each.entries.length > 0);
  return {
    name,
    url: own?.url ?? '',
    problem: isMore ? [problem, say('sharing_opened_more')].filter(Boolean).join(' ') : problem,
    recording: finishedRecording(own?.source ?? 'file', own?.entries ?? []),
    page: page === undefined ? null : finishedRecording(page.source, page.entries),
  };
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
