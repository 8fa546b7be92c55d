import { effect } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { defaultProfile } from '../../../src/core/settings/profile.ts';
import type { Entry } from '../../../src/core/entries/entry.ts';
import { createModel } from '../../../src/views/model.ts';
import { connectionView, elsewhere, logEntry, packetEntry, pingEntry, watched } from './samples.ts';

const profiles = [defaultProfile('default'), defaultProfile('other')];
const snapshot = (sources: readonly string[], changes = {}) => ({
  type: 'snapshot' as const, epoch: 'e', profiles, selected: 'default', connections: [connectionView('default', 0)], ...elsewhere,
  recordings: sources.map((source) => watched(source, 0)), ...changes,
});
const history = (entries: Entry[], source = 'default') => ({ type: 'history' as const, epoch: 'e', source, entries, done: true });

describe('the model', () => {
  it('keeps log lines, packets and the rest apart, history before deltas', () => {
    const model = createModel('tab:7');
    model.apply(snapshot(['default']));
    model.apply(history([logEntry(0), logEntry(2)]));
    model.apply({ type: 'delta', epoch: 'e', recordings: [{ source: 'default', from: 3, entries: [pingEntry(3), logEntry(4), packetEntry(5)] }] });
    expect([...model.recording.value.logs].map(({ seq }) => seq)).toEqual([0, 2, 4]);
    expect([...model.recording.value.signals].map(({ seq }) => seq)).toEqual([3]);
    expect([...model.recording.value.packets].map(({ seq }) => seq)).toEqual([5]);
  });

  it('keeps what is on screen through a resync until the history comes', () => {
    const model = createModel('tab:7');
    model.apply(snapshot(['default']));
    model.apply(history([logEntry(0), logEntry(1)]));
    model.apply(snapshot(['default']));
    expect(model.recording.value.logs.length).toBe(2);
    model.apply(history([logEntry(0), logEntry(1), logEntry(2)]));
    expect(model.recording.value.logs.length).toBe(3);
  });

  it('tells whether packets are missing, until a history with them has come', () => {
    const model = createModel(null);
    expect(model.recording.value.hasPackets.value).toBe(true);
    const lean = { recordings: [{ ...watched('default', 0), withoutPackets: true }] };
    for (const [changes, entries, has] of [[lean, [], false], [{}, [], false], [{}, [packetEntry(0)], true], [lean, [], false]] as const) {
      model.apply(snapshot(['default'], changes));
      if (entries.length > 0 || changes === lean) model.apply(history([...entries]));
      expect(model.recording.value.hasPackets.value).toBe(has);
    }
  });

  it('empties the lists at once for another connection, and ignores entries of the former', () => {
    const model = createModel('tab:7');
    model.apply(snapshot(['default']));
    model.apply(history([logEntry(0)]));
    model.apply(snapshot(['other'], { selected: 'other' }));
    model.apply(history([logEntry(0)], 'default'));
    expect(model.recording.value.logs.length).toBe(0);
  });

  it('has an empty recording of the connection and of the page until they are watched', () => {
    const model = createModel('tab:7');
    expect(model.recording.value.source).toBe('');
    expect(model.page.value?.source).toBe('tab:7');
    expect(createModel(null).page.value).toBeNull();
    model.apply(snapshot(['default', 'tab:7'], { hooked: ['http://a'] }));
    model.apply(history([packetEntry(0)], 'tab:7'));
    expect(model.recording.value).toMatchObject({ source: 'default', packets: { length: 0 } });
    expect(model.page.value?.packets.length).toBe(1);
    expect([...model.hooked.value]).toEqual(['http://a']);
  });

  it('puts a page’s sockets and their packets in order, whichever are told first', () => {
    const model = createModel('tab:7');
    model.apply(snapshot(['tab:7']));
    const opened = { source: 'tab:7', seq: 1, at: 0, kind: 'socket-opened', channel: 'c', socket: 's', url: 'ws://a/', protocol: 'websocket', via: 'har', madeBy: 'page', maker: '' } as const;
    model.apply({ ...history([opened], 'tab:7'), done: false });
    model.apply(history([packetEntry(0), packetEntry(2)], 'tab:7'));
    expect([...model.page.value!.packets].map(({ seq }) => seq)).toEqual([0, 1, 2]);
    model.apply({ type: 'delta', epoch: 'e', recordings: [{ source: 'tab:7', from: 3, entries: [packetEntry(3)] }] });
    expect(model.page.value!.packets.length).toBe(4);
  });

  it('goes on with a recording that stays watched when another joins', () => {
    const model = createModel('tab:7');
    model.apply(snapshot(['default']));
    model.apply(history([logEntry(0)]));
    const former = model.recording.value;
    model.apply(snapshot(['default', 'tab:7']));
    expect(model.recording.value).toBe(former);
    model.apply(history([]));
    expect(former.logs.length).toBe(0);
  });

  it('replaces single connections by deltas, and drops those of deleted profiles', () => {
    const model = createModel('tab:7');
    model.apply(snapshot([], { connections: [connectionView('default', 0), connectionView('other', 0)] }));
    model.apply({ type: 'delta', epoch: 'e', connections: [connectionView('other', 0, { phase: 'connected' })] });
    expect(model.connections.value.get('default')?.phase).toBe('disconnected');
    expect(model.connections.value.get('other')?.phase).toBe('connected');
    model.apply({ type: 'delta', epoch: 'e', profiles: [profiles[0]!], connections: [connectionView('default', 0)] });
    expect([...model.connections.value.keys()]).toEqual(['default']);
  });

  it('redraws once for a burst', () => {
    const model = createModel('tab:7');
    model.apply(snapshot(['default']));
    let redraws = -1;
    effect(() => {
      void model.recording.value.logs.version.value;
      redraws += 1;
    });
    model.apply(history(Array.from({ length: 10_000 }, (_, i) => logEntry(i))));
    expect(redraws).toBe(1);
  });
});
