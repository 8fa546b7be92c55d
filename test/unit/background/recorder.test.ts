import 'fake-indexeddb/auto';
import { deleteDB } from 'idb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Archive } from '../../../src/archive/archive.ts';
import { ARCHIVE_NAME } from '../../../src/archive/archive-database.ts';
import { BACKLOG_BOUNDS } from '../../../src/core/session/backlog.ts';
import type { Entry } from '../../../src/core/entries/entry.ts';
import { LANE_BOUNDS } from '../../../src/core/entries/lanes.ts';
import { Recorder } from '../../../src/background/recorder.ts';
import { connected, handshake, log, opening } from '../../support/facts.ts';
import { readerOf, stored } from '../../support/stored.ts';

const archives: Archive[] = [];

async function open(): Promise<Archive> {
  const archive = await Archive.open();
  archives.push(archive);
  return archive;
}

afterEach(async () => {
  vi.restoreAllMocks();
  for (const archive of archives.splice(0)) archive.close();
  await deleteDB('holdfast-recordings');
});

async function recorderOn(archive: Archive, seen: Entry[] = []): Promise<Recorder> {
  return new Recorder(archive, await archive.heads().catch(() => []), (entry) => void seen.push(entry), () => {});
}

describe('a recorder that follows a killed one', () => {
  it('has what was flushed, knows its state, and goes on counting', async () => {
    const archive = await open();
    const first = await recorderOn(archive);
    for (const fact of [opening(), handshake(), connected(), log('error'), log('info')]) first.record('a', fact);
    first.setClearedThrough('a', 3);
    await first.flush();
    first.record('a', log('info', 'lost with the kill'));

    const second = await recorderOn(archive);
    expect(second.of('a').state).toMatchObject({ phase: 'connected', logs: { received: 2, errors: 1 } });
    expect(second.of('a').clearedThrough).toBe(3);
    second.record('a', log('info', 'new'));
    await second.restored('a');
    expect(second.of('a').kept('log').map(({ seq }) => seq)).toEqual([3, 4, 5]);
    expect(second.of('a').kept('signal').map(({ seq }) => seq)).toEqual([0, 1, 2]);
  });

  it('does not see twice what it has flushed itself before it read the disk', async () => {
    const archive = await open();
    const first = await recorderOn(archive);
    first.record('a', log('info'));
    await first.flush();
    const second = await recorderOn(archive);
    second.record('a', log('info'));
    await second.flush();
    await second.restored('a');
    expect(second.of('a').kept('log').map(({ seq }) => seq)).toEqual([0, 1]);
  });

  it('keeps recordings apart', async () => {
    const archive = await open();
    const first = await recorderOn(archive);
    first.record('a', log('info'));
    first.record('b', log('info'));
    first.record('a', log('info'));
    await first.flush();
    const second = await recorderOn(archive);
    await second.restored('a');
    expect(second.of('a').next).toBe(2);
    expect(second.of('b').next).toBe(1);
    await archive.remove('a');
    expect((await archive.heads()).map(({ source }) => source)).toEqual(['b']);
    expect(await stored(readerOf(archive), 'a')).toEqual([]);
  });

  it('has the newest in memory, and everything on disk', async () => {
    const archive = await open();
    const first = await recorderOn(archive);
    for (let round = 0; round < 20; round += 1) {
      for (let line = 0; line < 500; line += 1) first.record('a', log('info'));
      await first.flush();
    }
    const second = await recorderOn(archive);
    await second.restored('a');
    const kept = second.of('a').kept('log');
    expect(kept).toHaveLength(LANE_BOUNDS.log.count);
    expect(kept.at(-1)?.seq).toBe(9_999);
    expect(await readerOf(archive).lane('a', 'log')).toMatchObject({ first: 0, end: 10_000 });
  });

  it('compresses what it has written in a burst once it is calm', async () => {
    const archive = await open();
    const recorder = await recorderOn(archive);
    const bytes = async () => (await readerOf(archive).lane('a', 'log')).stretches.reduce((sum, stretch) => sum + stretch.bytes, 0);
    for (let line = 0; line < 10_000; line += 1) recorder.record('a', log('info'));
    await recorder.flush();
    const hurried = await bytes();
    await vi.waitFor(async () => expect(await bytes()).toBeLessThan(hurried / 4), { timeout: 10_000 });
    expect(await stored(readerOf(archive), 'a')).toHaveLength(10_000);
  });

  it('forgets a recording that is removed while it is written', async () => {
    const archive = await open();
    const recorder = await recorderOn(archive);
    recorder.record('a', log('info', 'old'));
    const flushing = recorder.flush();
    recorder.record('a', log('info', 'older than the removal'));
    const removing = recorder.remove('a');
    recorder.record('a', log('info', 'older than the removal too'));
    await Promise.all([flushing, removing]);
    recorder.record('a', log('info', 'new'));
    await recorder.flush();
    expect(await stored(readerOf(archive), 'a')).toMatchObject([{ seq: 0, message: 'new' }]);
  });
});

describe('a recorder whose disk fails', () => {
  it('goes on in memory and says so once', async () => {
    const archive = await open();
    const seen: Entry[] = [];
    const recorder = await recorderOn(archive, seen);
    archive.close();
    recorder.record('a', log('info'));
    await recorder.flush();
    recorder.record('a', log('info'));
    await recorder.flush();
    expect(seen.map(({ kind }) => kind)).toEqual(['log', 'unsaved', 'log']);
    expect(recorder.of('a').kept('log')).toHaveLength(2);
  });

  it('for a while writes everything once it takes it again', async () => {
    const archive = await open();
    const recorder = await recorderOn(archive);
    const full = vi.spyOn(archive, 'append').mockRejectedValue(new DOMException('The disk is full.', 'QuotaExceededError'));
    for (let line = 0; line < 3; line += 1) {
      recorder.record('a', log('info'));
      await recorder.flush();
    }
    full.mockRestore();
    recorder.record('a', log('info'));
    await recorder.flush();
    expect((await stored(readerOf(archive), 'a')).map(({ seq, kind }) => [seq, kind])).toEqual([[0, 'log'], [1, 'unsaved'], [2, 'log'], [3, 'log'], [4, 'log']]);
  });

  it('for longer than memory can hold says what is missing', async () => {
    const archive = await open();
    const recorder = await recorderOn(archive);
    const full = vi.spyOn(archive, 'append').mockRejectedValue(new DOMException('The disk is full.', 'QuotaExceededError'));
    const start = Date.now();
    const long = 'x'.repeat(BACKLOG_BOUNDS.bytes / 16);
    for (let line = 0; line < 10; line += 1) recorder.record('a', log('info', long), start + line);
    await recorder.flush();
    full.mockRestore();
    await recorder.flush();
    await recorder.flush();
    const entries = await stored(readerOf(archive), 'a');
    expect(entries.map(({ seq, kind }) => [seq, kind])).toEqual([[3, 'log'], [4, 'log'], [5, 'log'], [6, 'log'], [7, 'log'], [8, 'log'], [9, 'log'], [10, 'unsaved'], [11, 'lost']]);
    expect(entries.at(-1)).toMatchObject({ from: 0, to: 2, since: start, until: start + 2 });
  });

  it('from the start records all the same', async () => {
    const archive = Archive.closed();
    archives.push(archive);
    vi.spyOn(archive, 'reopen').mockRejectedValue(new DOMException('No.', 'UnknownError'));
    const recorder = await recorderOn(archive);
    recorder.record('a', log('info'));
    await recorder.restored('a');
    await recorder.flush();
    expect(recorder.of('a').entries().map(({ kind }) => kind)).toEqual(['log', 'unsaved']);
  });
});

describe('a recorder whose database vanishes', () => {
  const kinds = async (archive: Archive, source = 'a') => (await stored(readerOf(archive), source)).map(({ seq, kind }) => [seq, kind]);

  it('because it is deleted writes anew what is in memory, and has lost nothing', async () => {
    const archive = await open();
    const seen: Entry[] = [];
    const recorder = await recorderOn(archive, seen);
    for (const fact of [opening(), handshake(), connected(), log('error')]) recorder.record('a', fact);
    recorder.setClearedThrough('a', 3);
    await recorder.flush();
    await deleteDB(ARCHIVE_NAME);
    await vi.waitFor(() => expect(archive.isClosed).toBe(false));
    await recorder.flush();
    recorder.record('a', log('info', 'new'));
    await recorder.flush();
    expect((await kinds(archive)).map(([seq]) => seq)).toEqual([0, 1, 2, 3, 4]);
    expect(seen.filter(({ kind }) => kind === 'unsaved' || kind === 'lost')).toEqual([]);
    expect(recorder.refusal).toBeNull();
    const next = await recorderOn(archive);
    expect(next.of('a')).toMatchObject({ clearedThrough: 3, next: 5, state: { phase: 'connected' } });
  });

  it('says what of it was on disk alone, also to the next background', async () => {
    const archive = await open();
    const recorder = await recorderOn(archive);
    const start = Date.now();
    for (let line = 0; line < 6_000; line += 1) recorder.record('a', log('info', `line ${line}`), start + line);
    recorder.record('a', connected(), start + 6_000);
    await recorder.flush();
    await deleteDB(ARCHIVE_NAME);
    await vi.waitFor(() => expect(archive.isClosed).toBe(false));
    await recorder.flush();
    const entries = await stored(readerOf(archive), 'a');
    expect([entries.length, entries[0]?.seq]).toEqual([LANE_BOUNDS.log.count + 2, 1_000]);
    expect(entries.at(-1)).toMatchObject({ kind: 'lost', seq: 6_001, from: 0, to: 999, until: start + 1_000, why: { code: 'databaseDeleted' } });
    const next = await recorderOn(archive);
    await next.restored('a');
    expect(next.of('a').kept('signal').at(-1)).toMatchObject({ kind: 'lost', from: 0, to: 999 });
  });

  it('says so too of what it has not read back yet', async () => {
    const archive = await open();
    const first = await recorderOn(archive);
    for (let line = 0; line < 10; line += 1) first.record('a', log('info', `line ${line}`));
    await first.flush();
    // The next background has read nothing of it yet.
    const second = await recorderOn(archive);
    second.record('a', log('info', 'line 10'));
    await deleteDB(ARCHIVE_NAME);
    await vi.waitFor(() => expect(archive.isClosed).toBe(false));
    await second.flush();
    expect(await kinds(archive)).toEqual([[10, 'log'], [11, 'lost']]);
    expect((await stored(readerOf(archive), 'a')).at(-1)).toMatchObject({ from: 0, to: 9 });
  });

  it('tells of recordings that had ended, and goes on with the others', async () => {
    const archive = await open();
    const recorder = await recorderOn(archive);
    for (const source of ['a', 'b']) recorder.record(source, log('info', source));
    await recorder.end('a');
    recorder.record('a', log('info', 'next'));
    await recorder.flush();
    await deleteDB(ARCHIVE_NAME);
    await vi.waitFor(() => expect(recorder.deleted).toEqual([{ why: 'gone', limit: 0, recordings: 1 }]));
    await recorder.flush();
    expect(recorder.all().map(({ source }) => source).toSorted()).toEqual(['a', 'b']);
    expect([await kinds(archive, 'a'), await kinds(archive, 'b')]).toEqual([[[1, 'log']], [[0, 'log']]]);
    await recorder.forgetDeleted();
    archive.close();
    expect([recorder.deleted, (await open()).deleted]).toEqual([[], []]);
  });

  it('while it is written writes it once more, and nothing twice', async () => {
    const archive = await open();
    const recorder = await recorderOn(archive);
    recorder.record('a', log('info', 'old'));
    await recorder.flush();
    for (let round = 0; round < 5; round += 1) {
      for (let line = 0; line < 100; line += 1) recorder.record('a', log('info', `line ${round} ${line}`));
      await Promise.all([recorder.flush(), deleteDB(ARCHIVE_NAME)]);
    }
    await recorder.flush();
    await recorder.flush();
    const seqs = (await kinds(archive)).map(([seq]) => seq);
    expect(seqs).toEqual(Array.from({ length: 501 }, (_, seq) => seq));
  });

  it('and cannot be opened says so, and writes everything once it can', async () => {
    const archive = await open();
    const recorder = await recorderOn(archive);
    recorder.record('a', log('info', 'old'));
    await recorder.flush();
    const reopening = vi.spyOn(archive, 'reopen').mockRejectedValue(new DOMException('Locked.', 'UnknownError'));
    await deleteDB(ARCHIVE_NAME);
    await vi.waitFor(() => expect(archive.isClosed).toBe(true));
    recorder.record('a', log('info', 'meanwhile'));
    await recorder.flush();
    expect(recorder.refusal).toEqual({ code: 'noDatabase', cause: 'Locked.' });
    reopening.mockRestore();
    await recorder.flush();
    expect(recorder.refusal).toBeNull();
    expect((await kinds(archive)).filter(([, kind]) => kind === 'log')).toHaveLength(2);
  });

  it('which could not be opened at first lists what is in it, and mixes nothing', async () => {
    const former = await open();
    const first = await recorderOn(former);
    for (const source of ['a', 'b']) first.record(source, log('info', 'old'));
    await first.flush();
    former.close();
    const archive = Archive.closed();
    archives.push(archive);
    const reopening = vi.spyOn(archive, 'reopen').mockRejectedValue(new DOMException('Locked.', 'UnknownError'));
    const second = await recorderOn(archive);
    second.record('a', log('info', 'new'));
    await second.flush();
    reopening.mockRestore();
    await second.flush();
    await second.flush();
    const listed = second.all().map(({ source, card }) => [source, card.endedAt !== null] as const).toSorted(([one], [other]) => (one < other ? -1 : 1));
    expect(listed).toEqual([['a', false], [expect.stringMatching(/^a#/), true], ['b', false]]);
    const ended = second.all().find(({ card }) => card.endedAt !== null)!.source;
    expect(await stored(readerOf(archive), ended)).toMatchObject([{ message: 'old' }]);
    expect(await stored(readerOf(archive), 'a')).toMatchObject([{ message: 'new' }, { kind: 'unsaved' }]);
    expect((await archive.heads()).map(({ source }) => source).toSorted()).toEqual(listed.map(([source]) => source));
  });
});
