import 'fake-indexeddb/auto';
import { deleteDB } from 'idb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Archive } from '../../../../src/archive/archive.ts';
import { ARCHIVE_NAME } from '../../../../src/archive/archive-database.ts';
import { ArchiveReader } from '../../../../src/archive/archive-reader.ts';
import type { Entry, EntryRef, Fact } from '../../../../src/core/entries/entry.ts';
import { Recording } from '../../../../src/core/session/recording.ts';
import { evidenceOf } from '../../../../src/panel/lists/evidence.ts';
import { StoredEvidence } from '../../../../src/panel/lists/stored-evidence.ts';
import { createModel } from '../../../../src/views/model.ts';
import { connectionView } from '../../../playground/fixtures.ts';
import { defaultProfile } from '../../../../src/core/settings/profile.ts';
import { elsewhere, packetFact, probeFact, watched } from '../../views/samples.ts';

const facts: readonly Fact[] = [
  { kind: 'connect-failed', message: 'websocket error', transport: 'websocket', status: 404, body: null },
  { kind: 'log', level: 'error', levelText: 'ERROR', logger: 'app', message: 'boom', serverTime: null, serverTimeText: '', fields: '', cut: 0 },
  packetFact({ type: 'connect_error', preview: '{"message":"no"}' }),
  probeFact({ outcome: 'timeout' }),
];
const pageFacts: readonly Fact[] = [
  { kind: 'socket-closed', socket: 's1', code: 1006, reason: 'Invalid frame header', clean: false, goodbye: 'client', blocked: null },
  packetFact({ type: 'ping' }),
  { kind: 'navigation', tabId: 7, url: 'http://x/', refresh: true, phase: '', sid: null, upMs: null },
];

function recordings() {
  const model = createModel('tab:7');
  const sources = ['default', 'tab:7'];
  model.apply({ type: 'snapshot', epoch: 'e', profiles: [defaultProfile('default')], selected: 'default', connections: [connectionView('default', 0)], ...elsewhere, recordings: sources.map((source) => watched(source, 9)) });
  for (const [source, list] of [['default', facts], ['tab:7', pageFacts]] as const) {
    model.apply({ type: 'history', epoch: 'e', source, entries: list.map((fact, seq) => ({ ...fact, source, seq, at: seq })), done: true });
  }
  return [model.recording.value, model.page.value!];
}

describe('what a finding rests on', () => {
  it.each([
    ['default', 0, 'Attempt failed: websocket error (HTTP 404)', { view: 'overview', seq: 0 }],
    ['default', 1, 'The server logged (ERROR): boom', { view: 'logs', seq: 1 }],
    ['default', 2, 'Received connect_error {"message":"no"}', { view: 'messages', key: 'own-2', heartbeat: false }],
    ['default', 3, 'Handshake by polling: no answer in time (12 ms)', { view: 'overview', seq: 3 }],
    ['tab:7', 0, 'Socket closed with code 1006: Invalid frame header', { view: 'page-sockets', socket: 's1' }],
    ['tab:7', 1, 'Received ping', { view: 'messages', key: 'page-1', heartbeat: true }],
    ['tab:7', 2, expect.stringContaining('Tab refreshed'), null],
  ])('entry %s %i is told and leads to its row', (source, seq, text, sight) => {
    expect(evidenceOf([{ source, seq }], recordings(), () => null)).toEqual({ evidence: [{ ref: { source, seq }, at: seq, text, sight }], gone: 0 });
  });

  it('is found on disk too, and said to be gone only where it is not there either', () => {
    const onDisk: Entry = { ...facts[1]!, source: 'default', seq: 99, at: 99 };
    const stored = ({ source, seq }: EntryRef) => (seq === 99 && source === 'default' ? onDisk : seq === 98 ? 'unread' : null);
    const refs = [{ source: 'default', seq: 99 }, { source: 'default', seq: 98 }, { source: 'default', seq: 97 }, { source: 'other', seq: 0 }];
    expect(evidenceOf(refs, recordings(), stored)).toEqual({
      evidence: [{ ref: refs[0], at: 99, text: 'The server logged (ERROR): boom', sight: { view: 'logs', seq: 99 } }],
      gone: 2,
    });
  });
});

describe('what is on disk of it', () => {
  const open = async () => ArchiveReader.open();

  afterEach(async () => {
    vi.useRealTimers();
    await deleteDB(ARCHIVE_NAME);
  });

  it('is read once, whatever it is, and what is not there is looked for again', async () => {
    const archive = await Archive.open();
    const recording = new Recording('default', 0);
    const entries = facts.map((fact, index) => recording.append(fact, index));
    await archive.append(entries, [recording.head()]);
    const opening = vi.fn(open);
    const stored = new StoredEvidence(opening);
    const refs = entries.map(({ source, seq }) => ({ source, seq }));
    expect([...refs, { source: 'default', seq: 9 }].map((ref) => stored.at(ref))).toEqual(['unread', 'unread', 'unread', 'unread', 'unread']);
    await vi.waitFor(() => expect(stored.version.value).toBe(1));
    expect(refs.map((ref) => stored.at(ref))).toEqual(entries);
    expect(stored.at({ source: 'default', seq: 9 })).toBeNull();
    expect(opening).toHaveBeenCalledTimes(1);
    const late = Array.from({ length: 6 }, () => recording.append(facts[1]!, 10));
    await archive.append(late, [recording.head()]);
    await vi.waitFor(() => expect(stored.at({ source: 'default', seq: 9 })).toEqual(late.at(-1)), { timeout: 5_000 });
    archive.close();
  });

  it('is gone for as long as nothing can be read', async () => {
    const stored = new StoredEvidence(async () => Promise.reject(new Error('No.')));
    stored.at({ source: 'default', seq: 0 });
    await vi.waitFor(() => expect(stored.at({ source: 'default', seq: 0 })).toBeNull());
  });
});
