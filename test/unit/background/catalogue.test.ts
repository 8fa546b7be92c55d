import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { deleteDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Catalogue } from '../../../src/background/catalogue.ts';
import { Recorder } from '../../../src/background/recorder.ts';
import { Archive } from '../../../src/archive/archive.ts';
import { MOST_ENDED } from '../../../src/archive/archive-retention.ts';
import { Recording } from '../../../src/core/session/recording.ts';
import { connected, log } from '../../support/facts.ts';
import { readerOf, stored } from '../../support/stored.ts';

let archive: Archive;

beforeEach(async () => {
  archive = await Archive.open();
});
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  archive.close();
  await deleteDB('holdfast-recordings');
});

/** A background's recordings, after those that have written to the archive before. */
async function background(on: Archive = archive) {
  const recorder = new Recorder(on, await on.heads(), () => {}, () => {});
  const begun: string[] = [];
  const catalogue = new Catalogue(recorder, {
    subjectOf: (source) => (source === 'a' ? { of: 'Shop', url: 'http://shop' } : null),
    onBegun: async (source) => void begun.push(source),
    now: Date.now,
  });
  const named = (name: string) => catalogue.list().find((recording) => recording.name === name)!;
  return { recorder, catalogue, begun, named };
}

const messages = async (source: string) => (await stored(readerOf(archive), source)).map((entry) => (entry.kind === 'log' ? entry.message : entry.kind));
const opened = (socket: string) =>
  ({ kind: 'socket-opened', socket, channel: socket, url: 'ws://a/', protocol: 'websocket', via: 'hook', madeBy: 'page', maker: '' }) as const;

describe('the recording of a tab that an earlier background left', () => {
  it('in which nothing was said goes, unless it has a name or is pinned', async () => {
    const { recorder, catalogue } = await background();
    for (const tab of ['tab:1', 'tab:2', 'tab:3']) recorder.record(tab, { kind: 'navigation', tabId: 1, url: 'http://a/', refresh: true, phase: '', sid: null, upMs: null });
    catalogue.name(recorder.of('tab:2').card.id, 'to keep');
    catalogue.pin(recorder.of('tab:3').card.id, true);
    for (const tab of ['tab:1', 'tab:2', 'tab:3']) await catalogue.close(tab, 'pageGone');
    expect(catalogue.list().map(({ name, pinned }) => [name, pinned])).toEqual([['to keep', false], ['', true]]);
  });

  it.each([['extensionRestarted', ['socket-opened', 'socket-opened', 'capture-gap', 'socket-closed']], ['pageGone', ['socket-opened', 'socket-opened', 'socket-closed']]] as const)('says once of its open sockets that they ended so: %s', async (why, kinds) => {
    const first = await background();
    const last = Date.now() + 10_000;
    first.recorder.record('tab:1', opened('one'), last - 100);
    first.recorder.record('tab:1', opened('one'), last);
    await first.recorder.flush();
    const next = await background();
    await next.catalogue.close('tab:1', why);
    const [ended] = next.catalogue.list();
    const entries = await stored(readerOf(archive), ended!.source);
    expect(entries.map(({ kind }) => kind)).toEqual(kinds);
    expect(entries.at(-1)).toMatchObject({ kind: 'socket-closed', socket: 'one', reason: why, code: null, clean: null, at: last });
    expect(next.recorder.has('tab:1')).toBe(false);
  });
});

describe('a recording that ends', () => {
  it('is kept as it is, and the next one goes on counting', async () => {
    const { recorder, catalogue, begun } = await background();
    recorder.record('a', connected());
    for (let line = 0; line < 600; line += 1) recorder.record('a', log('error', `old ${line}`));
    const ended = await catalogue.end('a');
    recorder.record('a', log('info', 'new'));
    await recorder.flush();
    expect(begun).toEqual(['a']);
    expect(await messages('a')).toEqual(['new']);
    expect(await messages(ended!)).toEqual(['connected', ...Array.from({ length: 600 }, (_, line) => `old ${line}`)]);
    expect(recorder.of('a').state).toMatchObject({ phase: 'connected', connects: 1, logs: { received: 1, errors: 0 } });
    expect(recorder.of('a').kept('log').map(({ seq }) => seq)).toEqual([601]);
    expect(catalogue.list()).toMatchObject([
      { source: 'a', of: 'Shop', url: 'http://shop', first: 601, endedAt: null },
      { source: ended, of: 'Shop', url: 'http://shop', first: 0, endedAt: expect.any(Number) },
    ]);
  });

  it('is put together on disk, so that it can be found without reading what is in it', async () => {
    const { recorder, catalogue } = await background();
    for (let line = 0; line < 3; line += 1) recorder.record('a', log('info', `line ${line}`));
    await catalogue.end('a');
    const sizes = await readerOf(archive).sizes();
    const { id } = catalogue.list()[0]!;
    expect(sizes.get(id)).toMatchObject({ entries: 3, logs: 3, packets: 0 });
    expect(sizes.get(id)!.bytes).toBeLessThan(600);
  });

  it('is known to the next background, as is the one that goes on', async () => {
    const first = await background();
    first.recorder.record('a', log('info', 'old'));
    const ended = await first.catalogue.end('a');
    first.recorder.record('a', log('info', 'new'));
    await first.recorder.flush();
    const second = await background();
    second.recorder.record('a', log('info', 'newer'));
    await second.recorder.flush();
    await second.recorder.restored('a');
    expect(second.recorder.of('a').kept('log')).toMatchObject([{ message: 'new' }, { message: 'newer' }]);
    expect(await messages(ended!)).toEqual(['old']);
    expect(second.catalogue.list()).toEqual(first.catalogue.list());
  });

  it('in which there is nothing does not end', async () => {
    const { catalogue, begun } = await background();
    expect(await catalogue.end('a')).toBeNull();
    expect(catalogue.list()).toEqual([]);
    expect(begun).toEqual([]);
  });

  it('while the disk refuses is whole once it takes it again', async () => {
    const { recorder, catalogue } = await background();
    const full = vi.spyOn(archive, 'append').mockRejectedValue(new DOMException('The disk is full.', 'QuotaExceededError'));
    recorder.record('a', log('info', 'old'));
    await recorder.flush();
    const ended = await catalogue.end('a');
    recorder.record('a', log('info', 'new'));
    await recorder.flush();
    expect(recorder.refusal).toEqual({ code: 'quotaExceeded' });
    full.mockRestore();
    await recorder.flush();
    expect(recorder.refusal).toBeNull();
    expect(await messages(ended!)).toEqual(['old', 'unsaved']);
    expect((await messages('a')).filter((message) => message !== 'unsaved')).toEqual(['new']);
  });

  it('by a version without ids stays where it was', async () => {
    const first = await background();
    first.recorder.record('a', log('info', 'old'));
    await first.recorder.flush();
    // As version 0.1 wrote it: entries by their source, and a head without a card.
    await archive.remove('a');
    const { card: _card, ...head } = first.recorder.of('a').head();
    await archive.append(first.recorder.of('a').entries(), [head as never]);
    const second = await background();
    const ended = await second.catalogue.end('a');
    second.recorder.record('a', log('info', 'new'));
    await second.recorder.flush();
    expect(await messages(ended!)).toEqual(['old']);
    expect(await messages('a')).toEqual(['new']);
  });

  it('of a page takes the open sockets along, and forgets them when it is cleared', async () => {
    const { recorder, catalogue } = await background();
    recorder.record('tab:7', opened('gone'));
    recorder.record('tab:7', { kind: 'socket-closed', socket: 'gone', code: 1000, reason: '', clean: true, goodbye: 'none', blocked: null });
    recorder.record('tab:7', opened('open'), 5_000);
    await catalogue.end('tab:7');
    expect(recorder.of('tab:7').entries()).toMatchObject([{ kind: 'socket-opened', socket: 'open', at: 5_000, seq: 3 }]);
    await catalogue.remove([recorder.of('tab:7').card.id], { forgetSockets: true });
    expect(recorder.of('tab:7').entries()).toEqual([]);
  });
});

it('whatever ends while lines are recorded and written, each line is in one recording, in order', async () => {
  const step = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.constantFrom('end', 'flush', 'wait'));
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
    const { recorder, catalogue } = await background();
    const source = crypto.randomUUID();
    const ends: Promise<string | null>[] = [];
    let lines = 0;
    for (const each of steps) {
      if (each === 'end') ends.push(catalogue.end(source));
      else if (each === 'flush') void recorder.flush();
      else if (each === 'wait') await new Promise((resolve) => setTimeout(resolve));
      else for (let line = 0; line < each; line += 1) recorder.record(source, log('info', String((lines += 1))));
    }
    const sources = (await Promise.all(ends)).filter((ended) => ended !== null);
    await recorder.flush();
    const found = (await Promise.all([...sources, source].map(messages))).flat();
    expect(found).toEqual(Array.from({ length: lines }, (_, line) => String(line + 1)));
  }), { numRuns: 40 });
});

describe('a tab that closes', () => {
  it('leaves a recording if there was traffic, and none otherwise', async () => {
    const { recorder, catalogue } = await background();
    recorder.record('tab:1', { kind: 'navigation', tabId: 1, url: 'http://a/', refresh: false, phase: '', sid: null, upMs: null });
    recorder.record('tab:2', opened('s'));
    await catalogue.close('tab:1');
    await catalogue.close('tab:2');
    expect(catalogue.list()).toMatchObject([{ source: expect.stringMatching(/^tab:2#/), endedAt: expect.any(Number) }]);
    expect((await archive.heads()).map(({ source }) => source)).toEqual([catalogue.list()[0]!.source]);
  });
});

describe('deleting', () => {
  it('can be undone for a while, and is for good then', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { recorder, catalogue } = await background();
    recorder.record('a', log('info', 'old'));
    const { id } = catalogue.list()[0]!;
    await catalogue.remove([id]);
    expect(catalogue.list()).toEqual([]);
    expect(recorder.of('a').entries()).toEqual([]);
    expect(catalogue.restore([id])).toBeNull();
    expect(catalogue.list()).toMatchObject([{ id, endedAt: expect.any(Number) }]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(catalogue.list()).toHaveLength(1);
    await catalogue.remove([id]);
    await vi.advanceTimersByTimeAsync(60_000);
    vi.useRealTimers();
    await vi.waitFor(async () => expect(await readerOf(archive).sizes()).toEqual(new Map()));
    expect(catalogue.restore([id])).toMatchObject({ field: 'recording' });
  });

  it('is finished by the next background', async () => {
    const first = await background();
    first.recorder.record('a', log('info', 'old'));
    await first.catalogue.remove([first.catalogue.list()[0]!.id]);
    await first.recorder.flush();
    const second = await background();
    await second.catalogue.purge();
    expect(second.recorder.all()).toEqual([]);
    expect(await readerOf(archive).sizes()).toEqual(new Map());
  });
});

describe('retention', () => {
  /** Ended recordings of one line each, that were recorded at these times. */
  async function ended(times: readonly number[], { recorder, catalogue }: Awaited<ReturnType<typeof background>>): Promise<void> {
    for (const [index, at] of times.entries()) {
      recorder.record('a', log('info', `line ${index}`), at);
      catalogue.name(recorder.of('a').card.id, `recording ${index}`);
      await catalogue.end('a');
    }
  }

  it('deletes what has ended as a whole, by age, but for what is pinned', async () => {
    const made = await background();
    const { recorder, catalogue, named } = made;
    const now = Date.now();
    await ended([now - 10_000, now - 9_000, now], made);
    catalogue.pin(named('recording 0').id, true);
    recorder.retention = { bytes: 1e9, ageMs: 5_000, ended: MOST_ENDED };
    await recorder.retain();
    expect(catalogue.list().map(({ name }) => name)).toEqual(['recording 0', 'recording 2']);
    expect(recorder.deleted).toMatchObject([{ why: 'age', recordings: 1 }]);
    expect((await readerOf(archive).sizes()).size).toBe(2);
  });

  it('deletes the oldest by bytes', async () => {
    const made = await background();
    const now = Date.now();
    await ended([now - 3, now - 2, now - 1], made);
    const total = [...(await readerOf(archive).sizes()).values()].reduce((sum, { bytes }) => sum + bytes, 0);
    made.recorder.retention = { bytes: total - 1, ageMs: 1e9, ended: MOST_ENDED };
    await made.recorder.retain();
    expect(made.catalogue.list().map(({ name }) => name)).toEqual(['recording 1', 'recording 2']);
    expect(made.recorder.deleted).toEqual([{ why: 'room', limit: total - 1, recordings: 1 }]);
  });

  it.each([['room', { bytes: 1, ageMs: 1e12 }], ['age', { bytes: 1e9, ageMs: 5_000 }]] as const)('tells of the beginning of a recording that goes on, once for all looks: %s', async (why, limits) => {
    const { recorder } = await background();
    const old = Date.now() - 60_000;
    // More than fill blocks, which alone can go from a recording that goes on.
    for (let line = 0; line < 3_000; line += 1) recorder.record('a', log('info', `line ${line}`), old);
    recorder.retention = { ...limits, ended: MOST_ENDED };
    await recorder.retain();
    const [first] = recorder.deleted;
    expect(first).toMatchObject({ why, recordings: 0, entries: expect.any(Number) });
    expect(3_000 - (await messages('a')).length).toBe(first!.entries);
    for (let line = 0; line < 3_000; line += 1) recorder.record('a', log('info', `line ${line}`), old);
    await recorder.retain();
    expect(recorder.deleted).toHaveLength(1);
    expect(6_000 - (await messages('a')).length).toBe(recorder.deleted[0]!.entries);
  });

  it('keeps a list that can be looked through', async () => {
    const recordings = Array.from({ length: MOST_ENDED + 3 }, (_, index) => {
      const recording = new Recording(`a#${index}`, index);
      recording.append(log('info'), Date.now());
      recording.card = { ...recording.card, name: `recording ${index}`, endedAt: index };
      return recording;
    });
    await archive.append(recordings.flatMap((recording) => recording.entries()), recordings.map((recording) => recording.head()));
    const made = await background();
    await made.recorder.retain();
    expect(made.catalogue.list()).toHaveLength(MOST_ENDED);
    expect(made.catalogue.list().map(({ name }) => name)).not.toContain('recording 2');
    expect(made.recorder.deleted).toEqual([{ why: 'number', limit: MOST_ENDED, recordings: 3 }]);
    expect((await archive.heads()).length).toBe(MOST_ENDED);
  });

  it('takes those without a name before those with one, and none that is pinned', async () => {
    const names = ['pinned', 'first', '', '', 'last', ''];
    const recordings = names.map((name, index) => {
      const recording = new Recording(`a#${index}`, index);
      recording.append(log('info'), Date.now());
      recording.card = { ...recording.card, name, endedAt: index, pinned: name === 'pinned' };
      return recording;
    });
    await archive.append(recordings.flatMap((recording) => recording.entries()), recordings.map((recording) => recording.head()));
    const { recorder, catalogue } = await background();
    const left = async (most: number) => {
      recorder.retention = { bytes: 1e9, ageMs: 1e9, ended: most };
      await recorder.retain();
      return catalogue.list().map(({ source }) => source);
    };
    expect(await left(4)).toEqual(['a#0', 'a#1', 'a#3', 'a#4', 'a#5']);
    expect(await left(2)).toEqual(['a#0', 'a#1', 'a#4']);
    expect(await left(1)).toEqual(['a#0', 'a#4']);
    expect(recorder.deleted.map(({ limit, recordings: count }) => [limit, count])).toEqual([[4, 1], [2, 2], [1, 1]]);
  });

  it('never takes what goes on, even when its clock was set back', async () => {
    const { recorder } = await background();
    const now = Date.now();
    recorder.record('a', log('info', 'before'), now);
    recorder.record('a', log('info', 'after the clock was set back'), now - 86_400_000);
    recorder.retention = { bytes: 1, ageMs: 1_000, ended: MOST_ENDED };
    await recorder.retain();
    expect(recorder.of('a').kept('log')).toHaveLength(2);
    expect(await messages('a')).toEqual(['before', 'after the clock was set back']);
    const [size] = (await readerOf(archive).sizes()).values();
    expect(size).toMatchObject({ since: now - 86_400_000, until: now });
  });
});

it('names are bounded', async () => {
  const { recorder, catalogue } = await background();
  recorder.record('a', log('info'));
  const { id } = catalogue.list()[0]!;
  expect(catalogue.name(id, 'x'.repeat(101))).toMatchObject({ field: 'name' });
  expect(catalogue.name(id, '  Friday ')).toBeNull();
  expect(catalogue.list()[0]!.name).toBe('Friday');
  expect(catalogue.pin('nothing', true)).toMatchObject({ field: 'recording' });
});

it('what is deleted while nothing is on disk is gone from memory', async () => {
  const { recorder, catalogue } = await background();
  archive.close();
  recorder.record('a', log('info'));
  await recorder.flush();
  await catalogue.remove([catalogue.list()[0]!.id]);
  expect(catalogue.list()).toEqual([]);
  expect(recorder.of('a').kept('log')).toEqual([]);
});
