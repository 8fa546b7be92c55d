/** What the panel exports of what it shows, how the file comes together, and what opening one does to the model. */
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../src/core/entries/entry.ts';
import type { EntryReader } from '../../../src/core/entries/entry-reader.ts';
import { LANES } from '../../../src/core/entries/lanes.ts';
import { createModel, finishedRecording } from '../../../src/views/model.ts';
import { modelReader } from '../../../src/panel/sharing/model-reader.ts';
import { choiceOf, planExport, type ExportRows } from '../../../src/panel/sharing/export-plan.ts';
import { serveFile, type FileOrder, type FileThread } from '../../../src/panel/sharing/file-thread.ts';
import { createOpenedRecordings } from '../../../src/panel/sharing/opened-recordings.ts';
import { assemble, fileName } from '../../../src/panel/sharing/save-file.ts';
import { writeHar } from '../../../src/core/files/write-har.ts';
import { writeNdjson } from '../../../src/core/files/write-ndjson.ts';
import type { Part } from '../../../src/core/files/shared-recording.ts';
import { conversation, fileOf, recorded, SESSION, shared } from '../core/files/files.ts';
import { logEntry, pingEntry } from '../views/samples.ts';

const nothing: ExportRows = { filtered: () => choiceOf([]), selected: () => choiceOf([]) };

async function entriesOf(model: ReturnType<typeof createModel>, extent: 'whole' | 'filtered' | 'selected', rows = nothing, stored: EntryReader | null = null): Promise<Entry[]> {
  const found: Entry[] = [];
  for (const { source, reader, wants } of planExport(model, extent, rows, stored).recordings) {
    for await (const part of reader.parts(source, { lanes: LANES })) found.push(...part.filter(wants));
  }
  return found;
}

/** Where nothing is on disk. */
const noArchive = async () => Promise.reject(new Error('There is no archive.'));

/** The thread that reads files, in this one. */
function thread(): FileThread {
  let isStopped = false;
  const fake: FileThread = {
    onmessage: null,
    onerror: null,
    onmessageerror: null,
    postMessage: (order: FileOrder) => setTimeout(() => isStopped || serve(order)),
    terminate: () => void (isStopped = true),
  };
  const serve = serveFile((news) => setTimeout(() => isStopped || fake.onmessage?.call(fake as Worker, new MessageEvent('message', { data: structuredClone(news) }))));
  return fake;
}

function modelOf(entries: readonly Entry[], page: readonly Entry[] | null = null): ReturnType<typeof createModel> {
  const model = createModel(null);
  model.opened.value = {
    stored: null, contents: { logs: 0, packets: 0, since: null, until: null }, name: 'a file', url: '', problem: null,
    recording: finishedRecording(entries[0]?.source ?? 'default', entries),
    page: page === null ? null : finishedRecording(page[0]!.source, page),
  };
  return model;
}

describe('a recording of the model', () => {
  it('is read in order of seq, in parts, within a range', async () => {
    const entries: Entry[] = Array.from({ length: 1_200 }, (_, seq) => (seq % 3 === 0 ? pingEntry(seq) : logEntry(seq)));
    const reader = modelReader([finishedRecording('default', entries)]);
    const read = async (range: { from?: number; to?: number } = {}, lanes = LANES) => {
      const parts: (readonly Entry[])[] = [];
      for await (const part of reader.parts('default', { lanes, ...range })) parts.push(part);
      return parts;
    };
    const whole = await read();
    expect(whole.length).toBeGreaterThan(1);
    expect(whole.flat()).toEqual(entries);
    expect((await read({ from: 10, to: 12 })).flat().map(({ seq }) => seq)).toEqual([10, 11, 12]);
    expect((await read({ to: 6 }, ['signal'])).flat().map(({ seq }) => seq)).toEqual([0, 3, 6]);
    expect(await read({ from: 5_000 })).toEqual([]);
  });
});

describe('what is exported', () => {
  const page = conversation(SESSION);
  const own = recorded([{ kind: 'ping', gapMs: 1 }, { kind: 'ping', gapMs: 2 }]);

  it('is the whole of the connection’s recording and of the page’s', async () => {
    expect(await entriesOf(modelOf(own, page), 'whole')).toEqual([...own, ...page]);
  });

  it('is what was chosen, and what tells of packets whose they are', async () => {
    const chosen = page.slice(-1);
    expect(await entriesOf(modelOf(own, page), 'selected', { ...nothing, selected: () => choiceOf(chosen) })).toEqual([page[0], ...chosen]);
    const line = logEntry(1);
    expect(await entriesOf(modelOf([logEntry(0), line, pingEntry(2)]), 'filtered', { ...nothing, filtered: () => choiceOf([line]) })).toEqual([line]);
  });

  it('is what is on disk, and behind it what is only in memory yet, nothing twice', async () => {
    const all: Entry[] = Array.from({ length: 20 }, (_, seq) => logEntry(seq));
    const onDisk = modelReader([finishedRecording('default', all.slice(0, 15))]);
    expect(await entriesOf(modelOf(all.slice(10)), 'whole', nothing, onDisk)).toEqual(all);
    const even: ExportRows = { ...nothing, filtered: () => ({ count: 10, includes: ({ seq }) => seq % 2 === 0, ofSocket: () => false }) };
    expect(await entriesOf(modelOf(all.slice(10)), 'filtered', even, onDisk)).toEqual(all.filter(({ seq }) => seq % 2 === 0));
  });
});

describe('a file', () => {
  async function* parts(count: number): AsyncGenerator<Part> {
    for (let index = 0; index < count; index += 1) yield { text: 'größe\n'.repeat(100), entries: 1 };
  }

  it('is put together from its parts', async () => {
    const { blob, entries, bytes } = await assemble(parts(3_000), 'text/plain', new AbortController().signal, () => undefined);
    expect({ entries, bytes }).toEqual({ entries: 3_000, bytes: 3_000 * 800 });
    expect(await blob.text()).toBe('größe\n'.repeat(300_000));
  });

  it('is given up when that is asked for', async () => {
    const stop = new AbortController();
    async function* endless(): AsyncGenerator<Part> {
      for (;;) yield { text: 'x'.repeat(10_000), entries: 1 };
    }
    await expect(assemble(endless(), 'text/plain', stop.signal, () => stop.abort(new Error('enough')))).rejects.toThrow('enough');
  });

  it.each([
    ['Local server', 'holdfast-local-server-2026-11-23-070000.har'],
    ['../../etc/passwd', 'holdfast-etc-passwd-2026-11-23-070000.har'],
    ['', 'holdfast-recording-2026-11-23-070000.har'],
    ['服务器', 'holdfast-服务器-2026-11-23-070000.har'],
  ])('of “%s” is named %s', (name, expected) => {
    expect(fileName(name, Date.UTC(2026, 10, 23, 7), 'har')).toBe(expected);
  });
});

describe('opening a file', () => {
  const own = recorded([{ kind: 'ping', gapMs: 1 }]);
  const page = conversation(SESSION);
  const file = async (text: string | Promise<string>, name = 'mine.ndjson') => new File([await text], name);

  it('shows it in the place of the connection until it is closed', async () => {
    const model = createModel('tab:7');
    const recordings = createOpenedRecordings(model, noArchive, thread);
    await recordings.open(await file(fileOf(writeNdjson, [shared(own), shared(page)])));
    const [opened] = recordings.list.value;
    expect(opened).toMatchObject({ name: 'mine.ndjson', problem: null });
    expect(model.opened.value).toBe(opened);
    expect([...model.recording.value.signals]).toEqual(own);
    expect([...model.page.value!.packets]).toEqual(page);
    expect(model.connection.value).toBeNull();
    recordings.close(opened!);
    expect(recordings.list.value).toEqual([]);
    expect(model.opened.value).toBeNull();
    expect(model.page.value!.packets.length).toBe(0);
  });

  it('of another tool shows its sockets as a page’s', async () => {
    const model = createModel(null);
    const recordings = createOpenedRecordings(model, noArchive, thread);
    await recordings.open(await file(fileOf(writeHar, [shared(page)]), 'chrome.har'));
    expect([...model.page.value!.packets].filter(({ kind }) => kind === 'packet')).toHaveLength(page.length - 1);
    expect(model.recording.value.logs.length).toBe(0);
  });

  it('that cannot be read says why, and shows what was shown before', async () => {
    const model = createModel(null);
    const recordings = createOpenedRecordings(model, noArchive, thread);
    await recordings.open(await file('hello', 'notes.txt'));
    expect(recordings.mistake.value).toMatch(/^notes\.txt was not opened\. This is neither a recording of Holdfast nor a HAR file: .*\.$/);
    expect(model.opened.value).toBeNull();
    expect(recordings.reading.value).toBeNull();
    await recordings.open(await file(fileOf(writeNdjson, [shared(own)])));
    expect(recordings.mistake.value).toBe('');
  });

  it('can be given up', async () => {
    const model = createModel(null);
    const recordings = createOpenedRecordings(model, noArchive, thread);
    const opening = recordings.open(await file(fileOf(writeNdjson, [shared(own)])));
    expect(recordings.reading.value).toMatchObject({ name: 'mine.ndjson' });
    recordings.stop();
    await opening;
    expect([model.opened.value, recordings.list.value.length, recordings.reading.value]).toEqual([null, 0, null]);
  });

  describe('that holds much', () => {
    const lines = recorded(Array.from({ length: 2_000 }, (_, n) => ({ kind: 'ping', gapMs: n }) as const));
    const many = async () => file(fileOf(writeNdjson, [shared(lines)]));

    it('is shown at once, fills bit by bit, and has all in the end', async () => {
      const model = createModel(null);
      const recordings = createOpenedRecordings(model, noArchive, thread);
      let longest = 0;
      let [before, fills] = [0, 0];
      const opening = recordings.open(await many());
      model.opened.subscribe((opened) => opened?.recording.signals.version.subscribe(() => {
        const { length } = opened.recording.signals;
        longest = Math.max(longest, length - before);
        before = length;
        fills += 1;
      }));
      await opening;
      expect([...model.recording.value.signals]).toEqual(lines);
      expect(longest).toBeLessThanOrEqual(300);
      expect(fills).toBeGreaterThan(5);
      expect(recordings.reading.value).toBeNull();
    });

    it.each(['stop', 'close'] as const)('is given up by “%s” while it fills', async (how) => {
      const model = createModel(null);
      const recordings = createOpenedRecordings(model, noArchive, thread);
      const opening = recordings.open(await many());
      await new Promise<void>((resolve) => {
        model.opened.subscribe((opened) => {
          if (opened !== null) resolve();
        });
      });
      if (how === 'stop') recordings.stop();
      else recordings.close(model.opened.value!);
      await opening;
      expect([model.opened.value, recordings.list.value.length, recordings.reading.value]).toEqual([null, 0, null]);
    });

    it('gives way to another', async () => {
      const model = createModel(null);
      const recordings = createOpenedRecordings(model, noArchive, thread);
      await Promise.all([recordings.open(await many()), recordings.open(await file(fileOf(writeNdjson, [shared(page)]), 'other.ndjson'))]);
      expect(recordings.list.value.map(({ name }) => name)).toEqual(['other.ndjson']);
    });
  });
});
