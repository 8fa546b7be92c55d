import 'fake-indexeddb/auto';
import { deleteDB } from 'idb';
import { afterEach, describe, expect, it } from 'vitest';
import { Archive } from '../../../src/recording/archive.ts';
import type { Entry } from '../../../src/recording/entry.ts';
import { Recorder } from '../../../src/background/recorder.ts';
import { connected, handshake, log, opening } from '../../support/facts.ts';

const archives: Archive[] = [];

async function open(): Promise<Archive> {
  const archive = await Archive.open();
  archives.push(archive);
  return archive;
}

afterEach(async () => {
  for (const archive of archives.splice(0)) archive.close();
  await deleteDB('holdfast-recordings');
});

async function recorderOn(archive: Archive | null, seen: Entry[] = []): Promise<Recorder> {
  return new Recorder(archive, (await archive?.heads()) ?? [], (entry) => void seen.push(entry), () => {});
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
    expect(await archive.read('a')).toEqual({ log: [], packet: [], signal: [] });
  });

  it('finds on disk not much more than memory holds', async () => {
    const archive = await open();
    const first = await recorderOn(archive);
    for (let round = 0; round < 60; round += 1) {
      for (let line = 0; line < 500; line += 1) first.record('a', log('info'));
      await first.flush();
    }
    const { log: lines } = await archive.read('a');
    expect(lines.at(-1)?.seq).toBe(29_999);
    expect(lines.length).toBeGreaterThanOrEqual(20_000);
    expect(lines.length).toBeLessThan(26_000);
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

  it('from the start records all the same', async () => {
    const recorder = await recorderOn(null);
    recorder.record('a', log('info'));
    await recorder.restored('a');
    await recorder.flush();
    expect(recorder.of('a').kept('log')).toHaveLength(1);
  });
});
