import { effect } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { defaultProfile } from '../../../src/messaging/profile.ts';
import { createModel } from '../../../src/ui/model.ts';
import { connectionView, logEntry, pingEntry } from './samples.ts';

const profiles = [defaultProfile('default'), defaultProfile('other')];
const snapshot = (source: string | null, changes = {}) => ({
  type: 'snapshot' as const, epoch: 'e', profiles, selected: 'default', connections: [connectionView('default', 0)],
  recording: source === null ? null : { source, next: 0 }, ...changes,
});
const history = (entries: ReturnType<typeof logEntry>[], source = 'default') => ({ type: 'history' as const, epoch: 'e', source, entries, done: true });

describe('the model', () => {
  it('keeps log lines and the rest apart, history before deltas', () => {
    const model = createModel();
    model.apply(snapshot('default'));
    model.apply(history([logEntry(0), logEntry(2)]));
    model.apply({ type: 'delta', epoch: 'e', recording: { source: 'default', from: 3, entries: [pingEntry(3), logEntry(4)] } });
    expect([...model.recording.logs].map(({ seq }) => seq)).toEqual([0, 2, 4]);
    expect([...model.recording.signals].map(({ seq }) => seq)).toEqual([3]);
  });

  it('keeps what is on screen through a resync until the history comes', () => {
    const model = createModel();
    model.apply(snapshot('default'));
    model.apply(history([logEntry(0), logEntry(1)]));
    model.apply(snapshot('default'));
    expect(model.recording.logs.length).toBe(2);
    model.apply(history([logEntry(0), logEntry(1), logEntry(2)]));
    expect(model.recording.logs.length).toBe(3);
  });

  it('empties the lists at once for another connection, and ignores entries of the former', () => {
    const model = createModel();
    model.apply(snapshot('default'));
    model.apply(history([logEntry(0)]));
    model.apply(snapshot('other'));
    model.apply(history([logEntry(0)], 'default'));
    expect(model.recording.logs.length).toBe(0);
  });

  it('replaces single connections by deltas, and drops those of deleted profiles', () => {
    const model = createModel();
    model.apply(snapshot(null, { connections: [connectionView('default', 0), connectionView('other', 0)] }));
    model.apply({ type: 'delta', epoch: 'e', connections: [connectionView('other', 0, { phase: 'connected' })] });
    expect(model.connections.value.get('default')?.phase).toBe('disconnected');
    expect(model.connections.value.get('other')?.phase).toBe('connected');
    model.apply({ type: 'delta', epoch: 'e', profiles: [profiles[0]!], connections: [connectionView('default', 0)] });
    expect([...model.connections.value.keys()]).toEqual(['default']);
  });

  it('redraws once for a burst', () => {
    const model = createModel();
    model.apply(snapshot('default'));
    let redraws = -1;
    effect(() => {
      void model.recording.logs.version.value;
      redraws += 1;
    });
    model.apply(history(Array.from({ length: 10_000 }, (_, i) => logEntry(i))));
    expect(redraws).toBe(1);
  });
});
