import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ScanBatch, ScanRequest } from '../../../../src/panel/lists/packet-scan.ts';
import { AscendingList } from '../../../../src/panel/lists/ascending-list.ts';
import { PacketSearch } from '../../../../src/panel/lists/packet-search.ts';
import type { SearchNews } from '../../../../src/panel/lists/search-thread.ts';
import { FakeThread } from '../../views/search-here.ts';

const request: ScanRequest = { source: 'a', before: 50, until: 1_050, query: 'x', highlight: false, heartbeats: false, range: null, socket: null };
const batch = (changes: Partial<ScanBatch>): SearchNews<ScanBatch> => ({ type: 'part', part: { shown: [], times: (changes.shown ?? []).map((seq) => 1_000 + seq), matches: null, among: 0, folded: 0, unreadable: 0, reached: 0, done: 1, total: 4, ...changes } });

let threads: FakeThread[];
let search: PacketSearch;

beforeEach(() => {
  vi.useFakeTimers();
  threads = [];
  search = new PacketSearch(() => {
    const thread = new FakeThread();
    threads.push(thread);
    return thread;
  });
});

afterEach(() => {
  search.follow(null);
  vi.useRealTimers();
});

const seqs = (list: AscendingList) => Array.from({ length: list.length }, (_, index) => list.at(index));

describe('a search through the packets on disk', () => {
  it('shows what is found as it comes, oldest first, and then ends its thread', () => {
    search.follow(request);
    expect(search.state).toBe('searching');
    threads[0]!.tell(batch({ shown: [40, 30, 20], matches: [30] }));
    threads[0]!.tell(batch({ shown: [10], unreadable: 3, done: 2 }));
    expect([seqs(search.shown), seqs(search.matches), search.progress, search.unreadable]).toEqual([[10, 20, 30, 40], [10, 30], 0.5, 3]);
    threads[0]!.tell({ type: 'done' });
    expect(search.state).toBe('done');
    expect(threads[0]!.ended).toBe(true);
  });

  it('goes on when the same is asked for, and starts over when something else is', () => {
    search.follow(request);
    search.follow({ ...request });
    expect(threads).toHaveLength(1);
    threads[0]!.tell(batch({ shown: [40] }));
    search.follow({ ...request, before: 60 });
    expect(threads[0]!.ended).toBe(true);
    expect(threads).toHaveLength(2);
    expect(search.shown.length).toBe(0);
    search.follow(null);
    expect(threads[1]!.ended).toBe(true);
    expect(search.state).toBe('idle');
  });

  it('is stopped when its thread is silent for three seconds, and not before', () => {
    search.follow(request);
    vi.advanceTimersByTime(2_900);
    threads[0]!.tell(batch({ shown: [40] }));
    vi.advanceTimersByTime(2_000);
    expect(search.state).toBe('searching');
    vi.advanceTimersByTime(1_100);
    expect(search.state).toBe('stopped');
    expect(threads[0]!.ended).toBe(true);
    expect(seqs(search.shown)).toEqual([40]);
  });

  it('says that it failed when the disk or the thread does', () => {
    search.follow(request);
    threads[0]!.tell({ type: 'failed' });
    expect(search.state).toBe('failed');
    search.follow({ ...request, before: 60 });
    threads[1]!.crash();
    expect(search.state).toBe('failed');
  });
});

describe('a list that ascends', () => {
  it('is in order, and knows where each is', () => {
    const ascending = fc.uniqueArray(fc.nat(200)).map((list) => list.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(ascending, fc.nat(200), (all, cut) => {
        const list = new AscendingList();
        const [front, back] = [all.slice(0, cut), all.slice(cut)];
        for (const seq of back) list.append([seq]);
        list.prepend(front.toReversed());
        expect(seqs(list)).toEqual(all);
        for (let seq = -1; seq <= 201; seq += 1) {
          expect(list.indexOf(seq)).toBe(all.indexOf(seq));
          expect(list.indexFrom(seq)).toBe(all.filter((one) => one < seq).length);
        }
      }),
    );
  });
});
