import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { deleteDB, openDB } from 'idb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Archive } from '../../../src/archive/archive.ts';
import { BLOCK, deflate, textOf } from '../../../src/archive/archive-block.ts';
import { ARCHIVE_NAME } from '../../../src/archive/archive-database.ts';
import { afterLook, expired, withDeleted, type Clock } from '../../../src/archive/archive-retention.ts';
import type { Deleted } from '../../../src/core/contract/deleted.ts';
import type { Entry, Fact } from '../../../src/core/entries/entry.ts';
import { packedRowsWith, packEntries, seqOfRow, unpackEntries } from '../../../src/core/entries/packed-entries.ts';
import { Recording } from '../../../src/core/session/recording.ts';
import { LANES } from '../../../src/core/entries/lanes.ts';
import type { RecordingHead } from '../../../src/core/session/recording-head.ts';
import { ack, connected, handshake, log, opening } from '../../support/facts.ts';
import { readerOf, stored } from '../../support/stored.ts';

let archives: Archive[] = [];

async function open(): Promise<Archive> {
  const archive = await Archive.open();
  archives.push(archive);
  return archive;
}

/** As another background finds it: with nothing of what the writer holds in memory. */
async function reopened(archive: Archive): Promise<Archive> {
  archive.close();
  return open();
}

afterEach(async () => {
  for (const archive of archives) archive.close();
  archives = [];
  await deleteDB(ARCHIVE_NAME);
});

const packet = (text: string): Fact => ({
  kind: 'packet', socket: 'own', direction: 'in', transport: 'websocket', type: 'event', namespace: '/', ackId: null, event: 'chat', preview: '',
  bytes: text.length, text, binary: null, attachments: [], cut: 0, problem: '', answers: null, answeredBy: null, offset: null,
});

const json = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);
const fact: fc.Arbitrary<Fact> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(fc.constantFrom('info', 'error'), fc.string({ unit: 'binary' })).map(([level, message]) => log(level as 'info', message)) },
  { weight: 3, arbitrary: fc.string().map(packet) },
  json.map((payload) => ack({ payload })),
  fc.constantFrom(opening(), handshake(), connected()),
);
const at = fc.oneof(fc.nat(2_000_000_000), fc.double({ min: 0, max: 2e12, noNaN: true }).map(Math.abs));

/** A recording of these facts. */
function entriesOf(facts: readonly (readonly [Fact, number])[], source = 'a'): Entry[] {
  return facts.map(([what, when], seq) => ({ ...what, source, seq, at: when }));
}

const lines = (count: number, from = 0, source = 'a'): Entry[] =>
  Array.from({ length: count }, (_, index) => ({ ...log('info', `line ${from + index}`), source, seq: from + index, at: 1_000 + from + index }));

const all = async (archive: Archive, source = 'a') => stored(readerOf(archive), source);
const seqs = (entries: readonly (Entry | undefined)[]) => entries.map((entry) => entry?.seq ?? null);

describe('a block', () => {
  it('gives back any entries', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fact, at)), async (facts) => {
      const entries = entriesOf(facts);
      expect(unpackEntries('a', (await textOf(await deflate(packEntries(entries))))!)).toEqual(entries);
    }), { numRuns: 50 });
  });

  it('keeps the places of what it cannot give back', () => {
    const [first, second, third] = lines(3) as [Entry, Entry, Entry];
    expect(unpackEntries('a', packEntries([first, undefined, third]))).toEqual([first, undefined, third]);
    const damaged = packEntries([first, second, third]).replace('"line 1"', '1');
    expect(unpackEntries('a', damaged)).toEqual([first, undefined, third]);
  });

  it('never throws', async () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void unpackEntries('a', text)));
    for (const text of ['{"shapes":[5],"rows":[[0]]}', '{"shapes":[[]],"rows":[[0],3,"x",[]]}', '{"rows":{}}', 'null']) unpackEntries('a', text);
    expect(await textOf(new Uint8Array([1, 2, 3]))).toBeNull();
  });

  it('tells which rows hold a text, without reading the others', () => {
    const word = fc.constantFrom('alpha', 'be"ta\n', 'gamma ,[0', 'Alpha]\n,', 'ünï');
    fc.assert(fc.property(fc.array(fc.option(fc.tuple(word, word)), { maxLength: 30 }), fc.constantFrom('alpha', 'amma ,[', 'ÜNÏ', 'none'), (texts, wanted) => {
      const entries = texts.map((text, seq) => (text === null ? undefined : { ...log('info', text.join(' ')), source: 'a', seq: 3 * seq, at: 5 + seq }));
      const packed = packEntries(entries);
      const found = packedRowsWith(packed, new RegExp(wanted.replace('[', '\\['), 'gi'))!;
      const naive = entries.flatMap((entry, index) => (entry?.kind === 'log' && entry.message.toLowerCase().includes(wanted.toLowerCase()) ? [{ index, message: entry.message, at: entry.at, seq: entry.seq }] : []));
      expect(found.map(({ index, fields }) => ({ index, message: fields['message'], at: fields['at'], seq: seqOfRow(packed, index) }))).toEqual(naive);
    }));
    for (const text of ['', '{"shapes":[],"rows":[[0,0,"x"]]}', '{"shapes":[],"rows":[\n[0,0,"x"]\n]}', '{"shapes":5,"rows":[\nx\n']) expect(packedRowsWith(text, /x/gi)).toBeNull();
  });

  it('takes less than 0.6 of what its entries take as JSON', async () => {
    const entries = Array.from({ length: BLOCK.count }, (_, seq) => {
      const hash = (seq * 2_654_435_761) % 2 ** 32;
      const fields = JSON.stringify({ order: hash, user: `user-${hash % 977}`, ms: hash % 1_000, trace: hash.toString(36).repeat(4) });
      return { ...log('info', `Order ${hash} was paid after ${hash % 1_000} ms by user-${hash % 977}`), fields, source: 'a', seq, at: 1.7e12 + seq * 2 + hash / 2 ** 33 } as Entry;
    });
    const bytes = await deflate(packEntries(entries));
    expect(bytes.length / JSON.stringify(entries).length).toBeLessThan(0.35);
  });
});

describe('the archive', () => {
  it('gives back any entries, however they were written, by bulk and by position', async () => {
    const batches = fc.array(fc.array(fc.tuple(fact, at), { maxLength: 30 }), { minLength: 1, maxLength: 8 });
    await fc.assert(fc.asyncProperty(batches, fc.nat(200), fc.nat(200), fc.integer({ min: 1, max: 40 }), async (parts, from, length, count) => {
      const bound = vi.spyOn(BLOCK, 'count', 'get').mockReturnValue(count);
      const entries = entriesOf(parts.flat());
      let archive = await open();
      let next = 0;
      for (const part of parts) {
        await archive.append(entries.slice(next, (next += part.length)), []);
        if (part.length % 3 === 0) archive = await reopened(archive);
      }
      expect(await all(archive)).toEqual(entries);
      const range = await stored(readerOf(archive), 'a', { lanes: ['log', 'signal'], from, to: from + length });
      expect(range).toEqual(entries.filter(({ seq, kind }) => kind !== 'packet' && seq >= from && seq <= from + length));
      const lane = await readerOf(archive).lane('a', 'log');
      const logs = entries.filter(({ kind }) => kind === 'log');
      expect(lane.count).toBe(logs.length);
      expect(await lane.read(from, from + length)).toEqual(logs.slice(from, from + length));
      expect(await lane.ordinalOfSeq(from)).toBe(logs.filter(({ seq }) => seq < from).length);
      bound.mockRestore();
      archive.close();
      await deleteDB(ARCHIVE_NAME);
    }), { numRuns: 60 });
  });

  it('finds a place by time, even if the clock was set back', async () => {
    const archive = await open();
    const times = [...Array.from({ length: 600 }, (_, index) => 5_000 + index), ...Array.from({ length: 600 }, (_, index) => 1_000 + index)];
    await archive.append(entriesOf(times.map((time) => [log('info'), time])), []);
    const lane = await readerOf(archive).lane('a', 'log');
    expect(await lane.ordinalOfTime(0)).toBe(0);
    expect(await lane.ordinalOfTime(5_550)).toBe(550);
    expect(await lane.ordinalOfTime(9_000)).toBe(1_200);
    expect(seqs(await all(archive))).toEqual(times.map((_, seq) => seq));
  });

  it('counts what is new once, though two ask at the same time', async () => {
    const archive = await open();
    const lane = await readerOf(archive).lane('a', 'log');
    await archive.append(lines(BLOCK.count + 3), []);
    await Promise.all([lane.refresh(), lane.refresh()]);
    expect(lane.stretches.map(({ ordinal, count }) => [ordinal, count])).toEqual([[0, BLOCK.count], [BLOCK.count, 3]]);
  });

  it('leaves few pieces behind, however slowly entries come', async () => {
    const archive = await open();
    for (const entry of lines(1_300)) await archive.append([entry], []);
    const { stretches } = await readerOf(archive).lane('a', 'log');
    expect(stretches.filter(({ count }) => count === BLOCK.count)).toHaveLength(2);
    expect(stretches.reduce((sum, { count }) => sum + count, 0)).toBe(1_300);
  });

  it('takes entries that it has already without doubling them', async () => {
    const archive = await open();
    await archive.append(lines(700), []);
    await archive.append(lines(700, 300), []);
    expect(seqs(await all(archive))).toEqual(lines(1_000).map(({ seq }) => seq));
  });

  it('writes all or nothing', async () => {
    const archive = await open();
    await archive.append(lines(600), [new Recording('a', 0).head()]);
    const unwritable = { ...new Recording('a', 0).head(), next: () => 0 } as unknown as RecordingHead;
    await expect(archive.append(lines(600, 600), [unwritable])).rejects.toThrow();
    expect(await all(archive)).toHaveLength(600);
    await archive.append(lines(600, 600), []);
    expect(seqs(await all(await reopened(archive)))).toEqual(lines(1_200).map(({ seq }) => seq));
  });

  it('says which entries a damaged block held, and reads the others', async () => {
    const archive = await open();
    await archive.append(lines(3 * BLOCK.count + 5), []);
    const database = await openDB(ARCHIVE_NAME);
    await database.put('blocks', new Uint8Array([1, 2, 3]), ['a', 'log', BLOCK.count]);
    database.close();
    const lane = await readerOf(archive).lane('a', 'log');
    expect(lane.count).toBe(3 * BLOCK.count + 5);
    expect(seqs(await lane.read(BLOCK.count - 1, BLOCK.count + 1))).toEqual([BLOCK.count - 1, null]);
    expect(seqs(await lane.read(2 * BLOCK.count - 1, 2 * BLOCK.count + 1))).toEqual([null, 2 * BLOCK.count]);
    expect(await all(archive)).toHaveLength(2 * BLOCK.count + 5);
  });

  it('goes on behind a damaged tail, and keeps its place', async () => {
    const archive = await open();
    await archive.append(lines(3), []);
    const database = await openDB(ARCHIVE_NAME);
    await database.put('tails', { ...(await database.get('tails', ['a', 'log', 0])), packed: 'damaged' });
    database.close();
    const next = await reopened(archive);
    await next.append(lines(BLOCK.count, 3), []);
    const lane = await readerOf(next).lane('a', 'log');
    expect(seqs(await lane.read(0, 5))).toEqual([null, null, null, 3, 4]);
    expect(lane.end).toBe(BLOCK.count + 3);
  });

  it('can be cleared while it is written, and filled anew', async () => {
    const archive = await open();
    await Promise.all([archive.append(lines(700), []), archive.remove('a'), archive.append(lines(3), []), archive.append(lines(2, 3), [])]);
    expect(seqs(await all(archive))).toEqual([0, 1, 2, 3, 4]);
    await archive.append(lines(700, 0, 'b'), []);
    await archive.remove('a');
    expect(await all(archive)).toEqual([]);
    expect(await all(archive, 'b')).toHaveLength(700);
  });

  it('is read by others while it is written', async () => {
    const archive = await open();
    await archive.append(lines(600), []);
    const lane = await readerOf(archive).lane('a', 'log');
    await lane.read(0, 600);
    await archive.append(lines(600, 600), []);
    await lane.refresh();
    expect(seqs(await lane.read(0, 2_000))).toEqual(lines(1_200).map(({ seq }) => seq));
    expect(lane.at(1_100)).toMatchObject({ seq: 1_100 });
    await archive.retain({ bytes: 0, ageMs: Infinity, ended: Infinity }, 0);
    await lane.refresh();
    expect([lane.first, lane.end]).toEqual([2 * BLOCK.count, 1_200]);
  });

  it('compresses what was written in a hurry when there is time, whoever has written it', async () => {
    const archive = await open();
    await archive.append(lines(4 * BLOCK.count + 5), []);
    const lane = await readerOf(archive).lane('a', 'log');
    const hurried = lane.stretches.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(seqs(await lane.read(0, 3))).toEqual([0, 1, 2]);
    expect(await archive.compress(1)).toBe(true);
    const next = await reopened(archive);
    await next.retain({ bytes: Infinity, ageMs: Infinity, ended: Infinity }, 0);
    expect(await next.compress(2)).toBe(true);
    expect(await next.compress(2)).toBe(false);
    expect(await all(next)).toEqual(lines(4 * BLOCK.count + 5));
    const compressed = (await readerOf(next).lane('a', 'log')).stretches.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(compressed).toBeLessThan(hurried / 4);
    const database = await openDB(ARCHIVE_NAME);
    expect((await database.getAll('blocks')).map((data: unknown) => data instanceof Uint8Array)).toEqual([true, true, true, true]);
    database.close();
  });

  it('compresses nothing back into being', async () => {
    const archive = await open();
    await archive.append(lines(4 * BLOCK.count), []);
    await Promise.all([archive.remove('a'), archive.compress(10)]);
    await archive.append(lines(4 * BLOCK.count, 0, 'b'), []);
    await archive.retain({ bytes: 0, ageMs: Infinity, ended: Infinity }, 0);
    await archive.compress(10);
    expect(await all(archive)).toEqual([]);
    expect((await readerOf(archive).lane('b', 'log')).count).toBe(0);
  });

  it('keeps what version 2 has recorded', async () => {
    const packed = (entries: readonly Entry[]) => {
      const rows = entries.map(({ source: _source, seq, at: when, kind: _kind, ...fields }, index) => [0, index === 0 ? seq : 0, when, ...Object.values(fields)]);
      const { source: _source, seq: _seq, at: _at, kind, ...fields } = entries[0]!;
      return JSON.stringify({ shapes: [[kind, ...Object.keys(fields)]], rows });
    };
    const former = await openDB(ARCHIVE_NAME, 2, {
      upgrade(database) {
        for (const name of ['index', 'tails']) database.createObjectStore(name, { keyPath: ['source', 'lane', 'ordinal'] });
        database.createObjectStore('blocks');
        database.createObjectStore('heads', { keyPath: 'source' });
      },
    });
    const recorded = lines(BLOCK.count + 3);
    const [block, tail] = [recorded.slice(0, BLOCK.count), recorded.slice(BLOCK.count)];
    const stretch = (part: readonly Entry[]) => ({ source: 'a', lane: 'log', ordinal: part[0]!.seq, count: part.length, first: part[0]!.seq, last: part.at(-1)!.seq, since: part[0]!.at, until: part.at(-1)!.at, errors: 0, bytes: 1 });
    await former.put('index', stretch(block));
    await former.put('blocks', await deflate(packed(block)), ['a', 'log', 0]);
    await former.put('tails', { ...stretch(tail), packed: packed(tail) });
    former.close();
    const archive = await open();
    expect(await all(archive)).toEqual(recorded);
    await archive.append(lines(BLOCK.count, recorded.length), []);
    expect(await all(archive)).toEqual(lines(2 * BLOCK.count + 3));
  });

  it('keeps what version 1 has recorded', async () => {
    const former = await openDB(ARCHIVE_NAME, 1, {
      upgrade(database) {
        database.createObjectStore('blocks', { keyPath: ['source', 'lane', 'first'] });
        database.createObjectStore('heads', { keyPath: 'source' });
      },
    });
    const recorded = lines(2_000, 100);
    for (let first = 0; first < recorded.length; first += 40) {
      await former.put('blocks', { source: 'a', lane: 'log', first: recorded[first]!.seq, entries: recorded.slice(first, first + 40) });
    }
    const head = new Recording('a', 0).head();
    await former.put('heads', head);
    former.close();
    const archive = await open();
    expect(await archive.heads()).toEqual([head]);
    expect(await all(archive)).toEqual(recorded);
    await archive.append(lines(1, 2_100), []);
    expect(seqs(await all(archive))).toEqual(lines(2_001, 100).map(({ seq }) => seq));
    expect((await readerOf(archive).lane('a', 'log')).stretches[0]).toMatchObject({ ordinal: 0, count: BLOCK.count });
  });
});

describe('retention', () => {
  const forever = { ageMs: Infinity, ended: Infinity };
  const none = new Set<string>();

  it('keeps the newest of each lane within the bytes, whatever the clock did', () => {
    const block = fc.record({ source: fc.constantFrom('a', 'b', 'pinned'), lane: fc.constantFrom(...LANES), bytes: fc.integer({ min: 1, max: 100 }), until: fc.nat(1_000) });
    fc.assert(fc.property(fc.array(block, { maxLength: 40 }), fc.nat(2_000), fc.nat(1_000), (drawn, bytes, now) => {
      const blocks = drawn.map((known, ordinal) => ({ ...known, ordinal, count: 1, first: ordinal, last: ordinal, since: known.until, errors: 0 }));
      const gone = new Set(expired(blocks, { bytes, ageMs: 500 }, new Set(['pinned']), now));
      const left = blocks.filter((known) => !gone.has(known));
      const spared = left.filter(({ source }) => source !== 'pinned');
      for (const { source, lane, ordinal } of spared) expect([...gone].some((other) => other.source === source && other.lane === lane && other.ordinal > ordinal)).toBe(false);
      expect([...gone].some(({ source }) => source === 'pinned')).toBe(false);
      if (spared.length > 0) expect(left.reduce((sum, known) => sum + known.bytes, 0)).toBeLessThanOrEqual(bytes);
    }));
  });

  it('takes no more than it must', () => {
    const blocks = lines(10).map(({ seq }) => ({ source: 'a', lane: 'log' as const, ordinal: seq, count: 1, first: seq, last: seq, since: seq, until: seq, errors: 0, bytes: 10 }));
    expect(expired(blocks, { bytes: 75, ...forever }, none, 0)).toEqual(blocks.slice(0, 3));
    expect(expired(blocks, { bytes: 1_000, ageMs: 4 }, none, 9)).toEqual(blocks.slice(0, 5));
    // What is still to be compressed drives out nothing that will have room then.
    const loose = blocks.map((block) => ({ ...block, loose: true }));
    expect(expired(loose, { bytes: 25, ...forever }, none, 0)).toEqual([]);
    expect(expired(loose, { bytes: 20, ...forever }, none, 0)).toEqual(loose.slice(0, 2));
  });

  it('leaves positions what they were', async () => {
    const archive = await open();
    await archive.append(lines(2_000), []);
    await archive.compress(100);
    const before = await readerOf(archive).lane('a', 'log');
    const [first, second] = before.stretches;
    await archive.retain({ bytes: before.stretches.slice(0, -1).reduce((sum, { bytes }) => sum + bytes, 0) - first!.bytes, ...forever }, 0);
    const lane = await readerOf(archive).lane('a', 'log');
    expect([lane.first, lane.end]).toEqual([second!.ordinal, 2_000]);
    expect(seqs(await lane.read(0, 514))).toEqual([512, 513]);
    expect(await lane.ordinalOfSeq(3)).toBe(512);
  });
});

describe('the clock by which entries age', () => {
  const day = 86_400_000;
  const looks = (from: Clock, ...times: readonly number[]) => times.reduce(afterLook, from);
  const right: Clock = { trusted: 100 * day, doubted: null };

  it.each([
    ['goes on', [100.5, 101, 101.9], 101.9],
    ['is set back', [100.5, 60], 60],
    ['is ahead for a while', [131, 131.5, 101], 101],
    ['is ahead, and after a rest still', [131, 133, 133.5], 131],
    ['steps, and goes on from there for more than a day', [131, 131.5, 132.2, 132.3], 132.3],
    ['steps, and goes on from there for less', [131, 131.9], 100],
    ['is looked at once a week', [107, 114, 121], 114],
    ['is ahead twice, further each time', [131, 500, 131.5], 131.5],
  ])('that %s', (_, days, trusted) => {
    expect(looks(right, ...days.map((each) => each * day)).trusted / day).toBeCloseTo(trusted, 9);
  });

  it('is never believed to be ahead of what it said', () => {
    fc.assert(fc.property(fc.array(fc.nat(1_000 * day), { minLength: 1, maxLength: 30 }), (times) => {
      expect(looks(right, ...times).trusted).toBeLessThanOrEqual(Math.max(right.trusted, ...times));
    }));
  });

  it('that is ahead takes nothing, and says nothing, until it has been so for a day', async () => {
    const now = Date.now();
    const endedAt = (times: readonly number[]) => times.map((time, index) => {
      const recording = new Recording(`a#${index}`, time);
      recording.append(log('info'), time);
      recording.card = { ...recording.card, endedAt: time };
      return recording;
    });
    const recordings = endedAt([now - 1_000, now]);
    const first = await open();
    await first.append(recordings.flatMap((recording) => recording.entries()), recordings.map((recording) => recording.head()));
    // The next background is born with a clock that is ahead, and is the first to look.
    const archive = await reopened(first);
    const limits = { bytes: 1e9, ageMs: 30 * day, ended: 500 };
    for (const days of [31, 31.5]) expect(await archive.retain(limits, now + days * day)).toEqual([]);
    expect(await archive.retain(limits, now + 60_000)).toEqual([]);
    expect([archive.deleted, (await archive.heads()).length]).toEqual([[], 2]);
    const later = await reopened(archive);
    for (let days = 1; days < 30; days += 1) expect(await later.retain(limits, now + days * day)).toEqual([]);
    expect(await later.retain(limits, now + 30 * day)).toEqual(['a#0']);
    expect(later.deleted).toEqual([{ why: 'age', limit: 30, recordings: 1 }]);
    expect((await reopened(later)).deleted).toEqual(later.deleted);
  });
});

it('what was deleted is told once for each reason and limit', () => {
  const deleted: Deleted[] = [
    { why: 'age', limit: 30, recordings: 1 },
    { why: 'number', limit: 500, recordings: 2 },
    { why: 'age', limit: 30, recordings: 41 },
    { why: 'age', limit: 7, recordings: 3 },
  ];
  expect(deleted.reduce(withDeleted, [] as readonly Deleted[])).toEqual([{ why: 'number', limit: 500, recordings: 2 }, { why: 'age', limit: 30, recordings: 42 }, { why: 'age', limit: 7, recordings: 3 }]);
});

describe('a database that cannot be opened', () => {
  it('because it is of a newer version is replaced by an empty one, which says so', async () => {
    (await openDB(ARCHIVE_NAME, 99)).close();
    const archive = await open();
    expect(archive.deleted).toEqual([{ why: 'unreadable', limit: 0, recordings: 0 }]);
    expect(await archive.heads()).toEqual([]);
  });

  it('because the disk is full is left as it is', async () => {
    const first = await open();
    await first.append(lines(3), []);
    first.close();
    const refusing = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('Encountered full disk while opening backing store for indexedDB.open.', 'QuotaExceededError');
    });
    await expect(Archive.open()).rejects.toMatchObject({ name: 'QuotaExceededError' });
    refusing.mockRestore();
    expect(await all(await open())).toHaveLength(3);
  });
});
