import { describe, expect, it } from 'vitest';
import { CommandError, openLink, reopenDelay, type LinkState, type StateUpdate } from '../../../src/views/link.ts';
import { defaultProfile } from '../../../src/core/settings/profile.ts';
import { packEntries } from '../../../src/core/entries/packed-entries.ts';
import { elsewhere, logEntry, watched } from './samples.ts';
import { MemoryPort } from './memory-port.ts';

const profile = defaultProfile('default');
const snapshot = (next: number, epoch = 'e1', source = 'default') => ({
  type: 'snapshot' as const, epoch, profiles: [profile], selected: 'default', connections: [], ...elsewhere, recordings: [watched(source, next)],
});
const delta = (from: number, count: number, epoch = 'e1') => ({
  type: 'delta' as const, epoch, recordings: [{ source: 'default', from, packed: packEntries(Array.from({ length: count }, (_, i) => logEntry(from + i))) }],
});

function setUp() {
  const ports: MemoryPort[] = [];
  const updates: StateUpdate[] = [];
  const states: LinkState[] = [];
  const delays: number[] = [];
  const due: (() => void)[] = [];
  let orphaned = false;
  const link = openLink({
    connect: () => {
      if (orphaned) return null;
      const port = new MemoryPort();
      ports.push(port);
      return port;
    },
    onUpdate: (update) => updates.push(update),
    onState: (state) => states.push(state),
    watch: ['default'],
    schedule: (run, delayMs) => {
      delays.push(delayMs);
      due.push(run);
    },
  });
  const watches = () => ports.flatMap((port) => port.posted).filter((command) => command.type === 'watch');
  return { link, ports, updates, states, delays, due, watches, orphan: () => (orphaned = true), last: () => ports.at(-1)! };
}

describe('the link', () => {
  it('asks for a snapshot before anything else', () => {
    const { last, link } = setUp();
    void link.send({ type: 'disconnect', profile: 'default' });
    expect(last().posted.map(({ type }) => type)).toEqual(['watch', 'disconnect']);
  });

  it('passes on a snapshot, its history and the deltas that follow on from it', () => {
    const { last, updates, states } = setUp();
    last().deliver(snapshot(3));
    last().deliver({ type: 'history', epoch: 'e1', source: 'default', packed: packEntries([logEntry(0)]), done: true });
    last().deliver(delta(3, 2));
    last().deliver(delta(5, 1));
    expect(updates.map(({ type }) => type)).toEqual(['snapshot', 'history', 'delta', 'delta']);
    expect(states).toEqual(['connecting', 'live']);
  });

  it.each([
    ['a gap', delta(4, 1)],
    ['a repetition', delta(2, 1)],
    ['another epoch', delta(3, 1, 'e2')],
    ['something that cannot be read', { type: 'delta', epoch: 'e1', recordings: [{ source: 'default', from: 3, packed: packEntries([undefined, logEntry(4)]) }] }],
  ])('asks for a snapshot again after %s, and ignores deltas until it comes', (_, update) => {
    const { last, updates, watches } = setUp();
    last().deliver(snapshot(3));
    last().deliver(update);
    last().deliver(delta(3, 1));
    expect(watches()).toHaveLength(2);
    expect(updates).toHaveLength(1);
    last().deliver(snapshot(8, 'e2'));
    last().deliver(delta(8, 1, 'e2'));
    expect(updates.map(({ type }) => type)).toEqual(['snapshot', 'snapshot', 'delta']);
  });

  it('takes packets that are left out for no gap', () => {
    const { last, link, updates, watches } = setUp();
    link.watch(['default'], ['default']);
    link.watch(['default'], ['default']);
    expect(watches().at(-1)).toMatchObject({ entries: ['default'], withoutPackets: ['default'] });
    expect(watches()).toHaveLength(2);
    last().deliver(snapshot(3));
    const [part] = delta(3, 2).recordings;
    last().deliver({ ...delta(3, 2), recordings: [{ ...part, leftOut: 4 }] });
    last().deliver(delta(9, 1));
    expect(updates.map(({ type }) => type)).toEqual(['snapshot', 'delta', 'delta']);
    last().deliver({ ...delta(10, 1), recordings: [{ ...part, from: 10, leftOut: 'x' }] });
    expect(watches()).toHaveLength(3);
  });

  it('ignores a delta of another recording without taking it for a gap', () => {
    const { last, watches } = setUp();
    last().deliver(snapshot(3, 'e1', 'other'));
    last().deliver(delta(99, 1));
    expect(watches()).toHaveLength(1);
  });

  it('finds a gap in any of several recordings', () => {
    const { last, updates, watches } = setUp();
    last().deliver({ ...snapshot(3), recordings: [watched('default', 3), watched('tab:7', 10)] });
    const both = (tab: number) => ({ ...delta(3, 1), recordings: [...delta(3, 1).recordings, { source: 'tab:7', from: tab, packed: packEntries([logEntry(tab)]) }] });
    last().deliver(both(10));
    expect(updates).toHaveLength(2);
    last().deliver({ type: 'delta', epoch: 'e1', recordings: [{ source: 'tab:7', from: 12, packed: packEntries([logEntry(12)]) }] });
    expect(updates).toHaveLength(2);
    expect(watches()).toHaveLength(2);
  });

  it('settles each command with its own reply', async () => {
    const { last, link } = setUp();
    const first = link.send({ type: 'connect', profile: 'default', url: 'x' });
    const second = link.send({ type: 'disconnect', profile: 'default' });
    const [, connect, disconnect] = last().posted;
    last().deliver({ type: 'reply', id: disconnect!.id, error: null });
    last().deliver({ type: 'reply', id: connect!.id, error: { field: 'url', message: 'No.' } });
    await expect(second).resolves.toBeUndefined();
    await expect(first).rejects.toEqual(new CommandError('url', 'No.'));
    await expect(first).rejects.toMatchObject({ field: 'url' });
  });

  it('opens a new port at once when the old one dies, then ever more slowly, and watches again each time', () => {
    const { ports, delays, due, watches } = setUp();
    ports[0]!.die();
    expect(ports).toHaveLength(2);
    for (let i = 1; i < 8; i += 1) {
      ports.at(-1)!.die();
      due.at(-1)!();
    }
    expect(delays).toEqual([50, 100, 200, 400, 800, 1000, 1000]);
    expect(watches()).toHaveLength(9);
    ports.at(-1)!.deliver(snapshot(0));
    ports.at(-1)!.die();
    expect(ports).toHaveLength(10);
  });

  it('keeps commands while the port is down, and rejects those that were under way', async () => {
    const { ports, due, link } = setUp();
    const underWay = link.send({ type: 'disconnect', profile: 'default' });
    ports[0]!.die();
    await expect(underWay).rejects.toThrow('stopped before it answered');
    ports[1]!.die();
    const kept = link.send({ type: 'reconnect', profile: 'default', url: null });
    due[0]!();
    expect(ports[2]!.posted.map(({ type }) => type)).toEqual(['watch', 'reconnect']);
    ports[2]!.deliver({ type: 'reply', id: ports[2]!.posted[1]!.id, error: null });
    await expect(kept).resolves.toBeUndefined();
  });

  it('says so when the extension is gone, and refuses commands from then on', async () => {
    const { ports, states, link, orphan } = setUp();
    orphan();
    ports[0]!.die();
    expect(states.at(-1)).toBe('orphaned');
    await expect(link.send({ type: 'disconnect', profile: 'default' })).rejects.toThrow('was updated');
  });

  it('watches other recordings when told, once', () => {
    const { link, watches } = setUp();
    link.watch(['other', 'tab:7']);
    link.watch(['other', 'tab:7']);
    expect(watches().map((command) => command.entries)).toEqual([['default'], ['other', 'tab:7']]);
  });

  it.each([[0, 0], [1, 50], [2, 100], [5, 800], [6, 1000], [60, 1000]])('waits after %i failures for %i ms', (failures, delay) => {
    expect(reopenDelay(failures)).toBe(delay);
  });
});
