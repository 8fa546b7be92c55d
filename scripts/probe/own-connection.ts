/** The background's own connection in Node, with its recording and its diagnosis. */
import type { SessionState } from '../../src/core/session/session.ts';
import { renamed } from '../../src/core/session/renamed-events.ts';
import { viewOf } from '../../src/core/session/session-view.ts';
import { diagnose, type Diagnosis } from '../../src/core/diagnosis/diagnose.ts';
import { Notebook } from '../../src/core/diagnosis/evidence/notebook.ts';
import type { Network } from '../../src/connection/network.ts';
import { defaultProfile, type Profile } from '../../src/core/settings/profile.ts';
import type { ConnectionView } from '../../src/core/contract/connection-view.ts';
import { TimeLimit } from '../../src/core/probing/time-limit.ts';
import type { Entry, Fact } from '../../src/core/entries/entry.ts';
import { Recording } from '../../src/core/session/recording.ts';
import { networkWithCookies, useNodeGlobals } from './background-globals.ts';

useNodeGlobals();
const { Connection } = await import('../../src/connection/connection.ts');
const { requestsBy } = await import('../../src/connection/network.ts');

export const now = () => performance.timeOrigin + performance.now();

export class OwnConnection {
  readonly recording: Recording;
  readonly connection: InstanceType<typeof Connection>;
  readonly #notebook = new Notebook();
  /** Those who wait for a change of the state. */
  #waiting = new Set<() => void>();

  constructor(
    readonly source: string,
    private readonly onEntry: (entry: Entry) => void = () => {},
    network: Network = networkWithCookies(requestsBy),
    public events: Profile['events'] = defaultProfile(source).events,
  ) {
    this.recording = new Recording(source, now());
    this.connection = new Connection({
      record: (fact) => this.record(fact),
      state: () => this.state,
      lease: async () => ({ ok: true, value: { network, release: () => {} } }),
      onWanted: () => {},
    });
  }

  get state(): SessionState {
    return this.recording.state;
  }

  get view(): ConnectionView {
    const { clearedThrough, errorsRead } = this.recording;
    const { wanted } = this.connection;
    return viewOf(this.state, { id: this.source, wanted, events: this.events, clearedThrough, errorsRead, ...this.diagnosis(), forwarding: null });
  }

  record(fact: Fact, at = now()): Entry {
    const entry = this.recording.append(fact, at);
    this.#notebook.see(entry);
    this.onEntry(entry);
    for (const look of this.#waiting) look();
    return entry;
  }

  /** Takes other event names, for what is recorded already too. */
  rename(names: Profile['events']): void {
    for (const { fact, at } of renamed(this.events, names, '/', this.recording.entries())) this.record(fact, at);
    this.events = names;
    this.connection.rename(names);
  }

  /** What is wrong as far as is known by now, and how far attempts came. */
  diagnosis(): Diagnosis {
    return diagnose({ source: this.source, subject: 'own', entries: this.#notebook.entries(), now: now() });
  }

  /** Waits until the state is as wanted, but no longer than this. Returns whether it is. */
  async reaches(wanted: (state: SessionState) => boolean, milliseconds: number, signal: AbortSignal): Promise<boolean> {
    if (wanted(this.state)) return true;
    const limit = new TimeLimit(milliseconds, signal);
    let look = () => {};
    const reached = new Promise<true>((resolve) => {
      look = () => {
        if (wanted(this.state)) resolve(true);
      };
    });
    this.#waiting.add(look);
    const result = await limit.race(reached);
    this.#waiting.delete(look);
    limit.clear();
    return result === true;
  }
}
