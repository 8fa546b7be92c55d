import 'fake-indexeddb/auto';
import { deleteDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Archive } from '../../../../src/archive/archive.ts';
import { ARCHIVE_NAME } from '../../../../src/archive/archive-database.ts';
import type { Entry } from '../../../../src/core/entries/entry.ts';
import { StoredPackets } from '../../../../src/panel/lists/stored-packets.ts';
import { readerOf } from '../../../support/stored.ts';
import { until } from '../../../support/until.ts';
import { packetEntry } from '../../views/samples.ts';

let archive: Archive;

beforeEach(async () => {
  archive = await Archive.open();
});

afterEach(async () => {
  archive.close();
  await deleteDB(ARCHIVE_NAME);
});

const SOURCE = 'tab:1';
const packet = (seq: number, changes: Parameters<typeof packetEntry>[1] = {}) => packetEntry(seq, { source: SOURCE, socket: 'a', ...changes });
const closes = (seq: number, socket: string): Entry => ({ source: SOURCE, seq, at: 1_000 + seq, kind: 'socket-closed', socket, code: 1006, reason: '', clean: false, goodbye: 'none', blocked: null });

describe('packets on disk', () => {
  it('that nothing answered bear the end of their socket, which is read only for them and once', async () => {
    await archive.append([packet(0), packet(1, { ackId: 1 }), packet(2, { ackId: 2 }), packet(3, { socket: 'b', ackId: 3 }), closes(4, 'a')], []);
    const reader = readerOf(archive);
    const parts = vi.spyOn(reader, 'parts');
    const stored = new StoredPackets(async () => Promise.resolve(reader));
    stored.follow(SOURCE);
    const endOf = async (seq: number) => {
      await until(() => stored.at(seq) !== 'unread', { describe: 'the packet' });
      return (stored.at(seq) as { endedAt: number | undefined }).endedAt;
    };
    expect(await endOf(0)).toBeUndefined();
    expect(parts).not.toHaveBeenCalled();
    expect([await endOf(1), await endOf(2), await endOf(3)]).toEqual([1_004, 1_004, undefined]);
    expect(parts).toHaveBeenCalledTimes(1);
  });
});
