import 'fake-indexeddb/auto';
import { deleteDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Archive } from '../../../../src/archive/archive.ts';
import { ArchiveReader } from '../../../../src/archive/archive-reader.ts';
import { ARCHIVE_NAME } from '../../../../src/archive/archive-database.ts';
import type { Entry } from '../../../../src/core/entries/entry.ts';
import { createPageSocketsView } from '../../../../src/panel/page-sockets/page-sockets-view.ts';
import { EarlierEntries } from '../../../../src/panel/lists/earlier-entries.ts';
import { EntryList } from '../../../../src/views/entry-list.ts';
import { createModel } from '../../../../src/views/model.ts';
import type { SignalEntry } from '../../../../src/core/entries/lanes.ts';
import { until } from '../../../support/until.ts';
import { elsewhere, packetEntry, pingEntry, watched } from '../../views/samples.ts';

let archive: Archive;

beforeEach(async () => {
  archive = await Archive.open();
});

afterEach(async () => {
  archive.close();
  await deleteDB(ARCHIVE_NAME);
});

describe('the timeline of a recording', () => {
  it('is read from disk part by part, down to its beginning', async () => {
    const all = Array.from({ length: 1_300 }, (_, seq) => pingEntry(seq));
    await archive.append(all, []);
    const list = new EntryList<SignalEntry>(1_000);
    list.append(all.slice(1_200));
    const earlier = new EarlierEntries(async () => ArchiveReader.open());
    earlier.follow('default', list);
    const reached = [];
    while (earlier.state === 'more') {
      await earlier.readMore();
      reached.push(earlier.entries[0]?.seq);
      expect(earlier.entries.map(({ seq }) => seq)).toEqual(all.slice(earlier.entries[0]!.seq, 1_200).map(({ seq }) => seq));
    }
    expect([reached, earlier.state]).toEqual([[700, 200, 0], 'none']);
  });

  it('has nothing earlier where all is in memory, and is read anew when that changes', async () => {
    await archive.append([0, 1, 2].map((seq) => pingEntry(seq)), []);
    const list = new EntryList<SignalEntry>(2);
    list.append([pingEntry(0), pingEntry(1)]);
    const earlier = new EarlierEntries(async () => ArchiveReader.open());
    earlier.follow('default', list);
    expect(earlier.state).toBe('none');
    list.append([pingEntry(2)]);
    earlier.follow('default', list);
    await earlier.readMore();
    expect([earlier.entries.map(({ seq }) => seq), earlier.state]).toEqual([[0], 'none']);
    earlier.follow('', list);
    expect([earlier.entries, earlier.state]).toEqual([[], 'none']);
  });

  it('says when it cannot be read, and can be asked again', async () => {
    await archive.append([0, 1].map((seq) => pingEntry(seq)), []);
    const list = new EntryList<SignalEntry>(1);
    list.append([pingEntry(1)]);
    let fails = true;
    const earlier = new EarlierEntries(async () => (fails ? Promise.reject(new Error('No.')) : ArchiveReader.open()));
    earlier.follow('default', list);
    await earlier.readMore();
    expect(earlier.state).toBe('failed');
    fails = false;
    await earlier.readMore();
    expect([earlier.entries.length, earlier.state]).toEqual([1, 'none']);
  });
});

describe('the sockets of a page', () => {
  it('are those in memory, and those on disk once they are asked for', async () => {
    const opened = (seq: number, socket: string): Entry => ({ source: 'tab:7', seq, at: seq, kind: 'socket-opened', socket, channel: socket, url: `ws://x/${socket}`, protocol: 'websocket', via: 'hook', madeBy: 'page', maker: '' });
    const packet = (seq: number, socket: string): Entry => packetEntry(seq, { source: 'tab:7', socket, type: 'text', at: seq });
    const all = [opened(0, 'a'), packet(1, 'a'), packet(2, 'a'), opened(3, 'b'), packet(4, 'b'), packet(5, 'a')];
    await archive.append(all, []);
    const model = createModel('tab:7');
    const view = createPageSocketsView(model, async () => ArchiveReader.open());
    model.apply({ type: 'snapshot', epoch: 'e', profiles: [], selected: '', connections: [], ...elsewhere, recordings: [watched('tab:7', 6)] });
    model.apply({ type: 'history', epoch: 'e', source: 'tab:7', entries: all.slice(4), done: true });
    await until(() => view.earlier.value === 'unread', { describe: 'the earlier packets to be known of' });
    expect(view.page.value.get('a')).toMatchObject({ url: '', in: { messages: 1 } });
    await view.readEarlier();
    expect(view.earlier.value).toBe('none');
    expect(view.page.value.sockets.map(({ id, url, in: { messages } }) => [id, url, messages])).toEqual([['a', 'ws://x/a', 3], ['b', 'ws://x/b', 1]]);
    model.apply({ type: 'delta', epoch: 'e', recordings: [{ source: 'tab:7', from: 6, entries: [packet(6, 'b')] }] });
    expect(view.page.value.get('b')?.in.messages).toBe(2);
  });
});
