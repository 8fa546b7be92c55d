/** The recordings that were opened, from files or from the disk: which there are, which is shown, and how far the one is that is being read. */
import { effect, signal, type ReadonlySignal } from '@preact/signals';
import type { ArchiveReader } from '../../archive/archive-reader.ts';
import type { ListedRecording } from '../../core/entries/recording-card.ts';
import { LANE_BOUNDS } from '../../core/entries/lanes.ts';
import type { Entry } from '../../core/entries/entry.ts';
import { fillingRecording, finishedRecording, type Contents, type Model, type OpenedRecording, type RecordingModel } from '../../views/model.ts';
import { clip } from '../../core/words/format.ts';
import { whenIdle } from '../late/when-idle.ts';
import { catalog } from '../../core/words/catalog.ts';
import { say, sayInTurn } from '../../core/words/say.ts';
import type { FileNews, FileOrder, FileThread, ToldRecording } from './file-thread.ts';

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

/** Of the whole, reading takes this share, and showing the rest. */
const READING_SHARE = 0.8;

/** `startThread` starts a thread that reads a file, see file-thread.ts. */
export function createOpenedRecordings(model: Model, openReader: () => Promise<ArchiveReader>, startThread: () => FileThread): OpenedRecordings {
  const list = signal<readonly OpenedRecording[]>([]);
  const reading = signal<Reading | null>(null);
  const mistake = signal('');
  /** Ends the thread that reads, if there is one. */
  let endThread: () => void = () => undefined;
  /** What is shown already while its entries come. */
  let filling: Filling | null = null;

  function giveUp(): void {
    endThread();
    if (filling !== null) close(filling.opened);
  }

  async function open(file: File): Promise<void> {
    giveUp();
    mistake.value = '';
    const name = clip(file.name, NAME_LENGTH);
    reading.value = { name, share: 0 };
    const thread = startThread();
    await new Promise<void>((resolve) => {
      const end = () => {
        thread.onmessage = null;
        thread.terminate();
        endThread = () => undefined;
        reading.value = null;
        resolve();
      };
      const fail = (why: string) => {
        mistake.value = say('sharing_opened_failed', { name, why });
        end();
      };
      const tell = (order: FileOrder) => thread.postMessage(order);
      endThread = end;
      thread.onerror = () => fail(say('sharing_opened_unreadable'));
      thread.onmessageerror = () => fail(say('sharing_opened_unreadable'));
      thread.onmessage = ({ data: news }: MessageEvent<FileNews>) => {
        switch (news.type) {
          case 'progress':
            reading.value = { name, share: news.share * READING_SHARE };
            break;
          case 'read':
            filling = fillingOf(name, news.recordings, news.problem);
            if (filling === null) return fail(news.problem ?? '');
            list.value = [...list.value, filling.opened];
            model.opened.value = filling.opened;
            tell({ type: 'more' });
            break;
          case 'part':
            filling?.append(news.source, news.entries);
            reading.value = { name, share: READING_SHARE + news.share * (1 - READING_SHARE) };
            whenIdle(() => tell({ type: 'more' }));
            break;
          case 'end':
            filling = null;
            end();
            break;
          case 'failed':
            fail(say('sharing_opened_unreadable'));
            break;
        }
      };
      const { language, messages } = catalog();
      tell({ type: 'read', file, name, now: Date.now(), language, messages });
    });
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
    if (recording === filling?.opened) {
      filling = null;
      endThread();
    }
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
    stop: giveUp,
    show(recording) {
      model.opened.value = recording;
    },
    close,
  };
}

/** A recording that is shown while its entries come. */
interface Filling {
  readonly opened: OpenedRecording;
  append(source: string, entries: readonly Entry[]): void;
}

/** A view shows one connection and one page beside each other; a file that Holdfast has written holds no more. */
function fillingOf(name: string, recordings: readonly ToldRecording[], problem: string | null): Filling | null {
  if (recordings.length === 0) return null;
  const isPage = ({ source }: { source: string }) => source.startsWith('tab:');
  const own = recordings.find((each) => !isPage(each));
  const page = recordings.find(isPage);
  const isMore = recordings.some((each) => each !== own && each !== page && each.contents.since !== null);
  const shown = [own, page].filter((each) => each !== undefined);
  const filled = new Map(shown.map(({ source, first }) => [source, fillingRecording(source, first)]));
  const opened: OpenedRecording = {
    stored: null,
    name,
    url: own?.url ?? '',
    problem: isMore ? sayInTurn([...(problem === null ? [] : [problem]), say('sharing_opened_more')]) : problem,
    contents: together(shown.map(({ contents }) => contents)),
    recording: own === undefined ? finishedRecording('file', []) : filled.get(own.source)!,
    page: page === undefined ? null : filled.get(page.source)!,
  };
  return { opened, append: (source, entries) => filled.get(source)?.append(entries) };
}

function together(all: readonly Contents[]): Contents {
  const times = (of: (contents: Contents) => number | null) => all.map(of).filter((time) => time !== null);
  const sum = (of: (contents: Contents) => number) => all.reduce((total, contents) => total + of(contents), 0);
  const [since, until] = [times((contents) => contents.since), times((contents) => contents.until)];
  return { logs: sum(({ logs }) => logs), packets: sum(({ packets }) => packets), since: since.length === 0 ? null : Math.min(...since), until: until.length === 0 ? null : Math.max(...until) };
}

/** A recording where views look for one of its kind: the connection's place, or the page's. */
function inPlace(recording: RecordingModel): { recording: RecordingModel; page: RecordingModel | null } {
  const isPage = recording.source.startsWith('tab:');
  return isPage ? { recording: finishedRecording('', []), page: recording } : { recording, page: null };
}
