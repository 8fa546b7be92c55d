import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Runtime } from 'webextension-polyfill';
import { Hub, type HubSource } from '../../../src/background/hub.ts';
import { defaultProfile } from '../../../src/core/settings/profile.ts';
import type { UpdateMessage } from '../../../src/core/contract/update.ts';
import type { Fact } from '../../../src/core/entries/entry.ts';
import { Recording } from '../../../src/core/session/recording.ts';
import { createModel, type Model } from '../../../src/views/model.ts';
import { openLink, type PortLike } from '../../../src/views/link.ts';
import { log } from '../../support/facts.ts';
import { elsewhere, packetEntry } from '../views/samples.ts';

const { source: _source, seq: _seq, at: _at, ...packet } = packetEntry(0);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A hub with one recording, and views that it tells through ports in memory. */
function setUp() {
  const recording = new Recording('default', 0);
  const { hooked, everConnected, preferences, archive } = elsewhere;
  const source: HubSource = {
    epoch: 'e', profiles: () => [defaultProfile('default')], selected: () => 'default', hooked: () => hooked, everConnected: () => everConnected,
    preferences: () => preferences, archive: () => archive, faults: () => [], connections: () => [], connection: () => null, pageDiagnosis: () => ({ findings: [], ladders: [] }),
    recording: () => recording, restored: async () => undefined,
  };
  const hub = new Hub(source);
  const record = (fact: Fact) => hub.onEntry(recording.append(fact, 0));

  /** A view, and how often it has asked for a snapshot. */
  function view(withPackets: boolean) {
    const model: Model = createModel(null);
    let asked = 0;
    const connect = (): PortLike => {
      let toView: (message: unknown) => void = () => undefined;
      const port = { postMessage: (update: UpdateMessage) => toView(update) } as unknown as Runtime.Port;
      return {
        postMessage: (command) => {
          const { entries, withoutPackets } = command as { entries: string[]; withoutPackets: string[] };
          asked += 1;
          void hub.watch(port, entries, new Set(withoutPackets));
        },
        disconnect: () => hub.forget(port),
        onMessage: { addListener: (listener) => (toView = listener) },
        onDisconnect: { addListener: () => undefined },
      };
    };
    const link = openLink({ connect, onUpdate: model.apply, onState: () => undefined });
    link.watch(['default'], withPackets ? [] : ['default']);
    return { model, link, asked: () => asked };
  }
  return { record, view, recording };
}

const seqs = (list: Iterable<{ readonly seq: number }>) => Array.from(list, ({ seq }) => seq);

describe('the views of a recording', () => {
  it('have every entry in order, and packets only where they are wanted, whenever that is', async () => {
    const step = fc.oneof(fc.constant<Fact>(log('info', 'line')), fc.constant<Fact>(packet), fc.constant('told' as const), fc.constant('wanted' as const));
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { record, view, recording } = setUp();
      const [whole, lean] = [view(true), view(false)];
      await vi.advanceTimersByTimeAsync(0);
      let wanted = false;
      for (const each of steps) {
        if (each === 'told') {
          await vi.advanceTimersByTimeAsync(200);
        } else if (each === 'wanted') {
          wanted = true;
          lean.link.watch(['default'], []);
        } else {
          record(each);
        }
      }
      await vi.advanceTimersByTimeAsync(200);
      const [logs, packets] = [seqs(recording.kept('log')), seqs(recording.kept('packet'))];
      const heldBy = ({ model }: typeof whole) => [seqs(model.recording.value.logs), seqs(model.recording.value.packets), model.recording.value.hasPackets.value];
      expect(heldBy(whole)).toEqual([logs, packets, true]);
      expect(heldBy(lean)).toEqual([logs, wanted ? packets : [], wanted]);
      // The first question is for nothing but the state; nothing that was left out was taken for a gap.
      expect([whole.asked(), lean.asked()]).toEqual([2, wanted ? 3 : 2]);
    }), { numRuns: 60 });
  });
});
