/**
 * Tells every open view what changed. A view that asks to watch gets a snapshot and the retained entries of one
 * recording, and from then on deltas, a few times a second at most.
 */
import type { Runtime } from 'webextension-polyfill';
import type { ConnectionView } from '../core/contract/connection-view.ts';
import type { Diagnosis } from '../core/diagnosis/diagnose.ts';
import { isTabSource } from '../core/contract/messages.ts';
import type { Fault } from '../core/contract/fault.ts';
import type { Profile } from '../core/settings/profile.ts';
import type { Preferences } from '../core/settings/preferences.ts';
import type { ArchiveView, UpdateMessage } from '../core/contract/update.ts';
import type { Entry } from '../core/entries/entry.ts';
import { packEntries } from '../core/entries/packed-entries.ts';
import type { Recording } from '../core/session/recording.ts';
import { entryBytes, type Lane } from '../core/entries/lanes.ts';

/** The longest that a change waits for the views. Messages one by one would cost twenty times as much. */
const PUBLISH_MS = 50;
/** How long it waits while so many entries come at once that nobody could read along. */
const BURST_MS = 100;
const BURST = 500;
/** What one message carries at the most. */
const BATCH = { count: 1_000, bytes: 4 * 1024 * 1024 };

/** Log lines come first: a list of them is drawn while packets, which are most, are on their way. */
const TOLD_FIRST: readonly Lane[] = ['log', 'signal', 'packet'];

/** What the hub reads when it has something to tell. */
export interface HubSource {
  readonly epoch: string;
  readonly profiles: () => Profile[];
  readonly selected: () => string;
  /** The origins on which the page hook is on. */
  readonly hooked: () => string[];
  /** Whether any connection ever stood. */
  readonly everConnected: () => boolean;
  readonly preferences: () => Preferences;
  readonly archive: () => ArchiveView;
  readonly faults: () => readonly Fault[];
  readonly connections: () => ConnectionView[];
  readonly connection: (source: string) => ConnectionView | null;
  /** What is wrong with the sockets of a tab's page; nothing of sources that are no tabs. */
  readonly pageDiagnosis: (source: string) => Diagnosis;
  readonly recording: (source: string) => Recording;
  /** Resolves once the recording's retained entries are in memory. */
  readonly restored: (source: string) => Promise<void>;
}

interface Subscriber {
  readonly port: Runtime.Port;
  /** The recordings whose entries it is told, and those of them whose packets it is not. */
  readonly sources: readonly string[];
  readonly withoutPackets: ReadonlySet<string>;
}

/** Cuts entries into parts that fit a message each. */
function* batches(entries: readonly Entry[]): Generator<Entry[]> {
  let batch: Entry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = entryBytes(entry);
    if (batch.length > 0 && (batch.length >= BATCH.count || bytes + size > BATCH.bytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(entry);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

/** Entries as what messages carry of them. */
function partsOf(source: string, entries: readonly Entry[], hasPackets: boolean) {
  return [...batches(entries)].map((batch) => {
    const part = { source, from: batch[0]!.seq };
    if (hasPackets) return { ...part, packed: packEntries(batch) };
    const told = batch.filter(({ kind }) => kind !== 'packet');
    return { ...part, leftOut: batch.length - told.length, packed: packEntries(told) };
  });
}

export class Hub {
  #subscribers = new Map<Runtime.Port, Subscriber>();
  #changed = new Set<string>();
  #settingsChanged = false;
  /** Tabs whose findings have changed. */
  #diagnosed = new Set<string>();
  #pending = new Map<string, Entry[]>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pause = PUBLISH_MS;

  constructor(private readonly source: HubSource) {}

  /** Starts telling a view, and what happens in `sources` entry by entry; a view that watched already starts afresh. */
  async watch(port: Runtime.Port, sources: readonly string[], withoutPackets: ReadonlySet<string>): Promise<void> {
    this.#subscribers.delete(port);
    await Promise.all(sources.map(async (source) => this.source.restored(source)));
    // Whatever waits to be told is in the snapshot too, so the others get it first.
    this.#publish();
    this.#subscribers.set(port, { port, sources, withoutPackets });
    const recordings = sources.map((source) => this.source.recording(source));
    this.#post(port, {
      type: 'snapshot',
      epoch: this.source.epoch,
      ...this.#settings(),
      pages: this.#pages(sources, () => true),
      recordings: recordings.map(({ source, next, card }) => ({ source, id: card.id, first: card.first, next, ...(withoutPackets.has(source) ? { withoutPackets: true } : {}) })),
    });
    for (const recording of recordings) this.#postHistory(port, recording, !withoutPackets.has(recording.source));
  }

  /** Tells the views of a recording that was emptied: those that watch it start afresh. */
  async restart(source: string): Promise<void> {
    const watching = [...this.#subscribers.values()].filter(({ sources }) => sources.includes(source));
    await Promise.all(watching.map(async ({ port, sources, withoutPackets }) => this.watch(port, sources, withoutPackets)));
  }

  forget(port: Runtime.Port): void {
    this.#subscribers.delete(port);
  }

  reply(port: Runtime.Port, id: number, error: { field: string; message: string } | null): void {
    // What a command changed is told before its reply, so that a view never acts on an old state.
    this.#publish();
    this.#post(port, { type: 'reply', id, error });
  }

  onEntry(entry: Entry): void {
    this.onConnectionChange(entry.source);
    if (![...this.#subscribers.values()].some(({ sources }) => sources.includes(entry.source))) return;
    const pending = this.#pending.get(entry.source);
    if (pending === undefined) this.#pending.set(entry.source, [entry]);
    else pending.push(entry);
  }

  onConnectionChange(source: string): void {
    this.#changed.add(source);
    this.#schedule();
  }

  /** The findings of a source have changed. */
  onFindings(source: string): void {
    this.#diagnosed.add(source);
    this.onConnectionChange(source);
  }

  onSettingsChange(): void {
    this.#settingsChanged = true;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#subscribers.size > 0) this.#timer ??= setTimeout(() => this.#publish(), this.#pause);
  }

  #publish(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const changed = [...this.#changed].map((source) => this.source.connection(source)).filter((view) => view !== null);
    const settings = this.#settingsChanged ? this.#settings() : {};
    const pending = this.#pending;
    const diagnosed = this.#diagnosed;
    this.#diagnosed = new Set();
    this.#changed.clear();
    this.#settingsChanged = false;
    this.#pending = new Map();
    if (changed.length === 0 && pending.size === 0 && diagnosed.size === 0 && !('profiles' in settings)) return;
    this.#pause = [...pending.values()].some(({ length }) => length >= BURST) ? BURST_MS : PUBLISH_MS;
    const parts = new Map<string, ReturnType<typeof partsOf>>();
    const partsFor = (source: string, hasPackets: boolean) => {
      const key = `${hasPackets} ${source}`;
      const known = parts.get(key) ?? partsOf(source, pending.get(source) ?? [], hasPackets);
      parts.set(key, known);
      return known;
    };
    for (const { port, sources, withoutPackets } of this.#subscribers.values()) {
      const pages = this.#pages(sources, (source) => diagnosed.has(source));
      const delta = { type: 'delta', epoch: this.source.epoch, connections: changed, ...settings, ...(pages.length > 0 ? { pages } : {}) } as const;
      const own = sources.flatMap((source) => partsFor(source, !withoutPackets.has(source)));
      const [first, ...others] = own;
      this.#post(port, first === undefined ? delta : { ...delta, recordings: [first] });
      for (const part of others) this.#post(port, { type: 'delta', epoch: this.source.epoch, recordings: [part] });
    }
  }

  #pages(sources: readonly string[], which: (source: string) => boolean): ({ readonly source: string } & Diagnosis)[] {
    const tabs = sources.filter((source) => isTabSource(source) && which(source));
    return tabs.map((source) => ({ source, ...this.source.pageDiagnosis(source) }));
  }

  #settings(): { profiles: Profile[]; selected: string; hooked: string[]; everConnected: boolean; preferences: Preferences; archive: ArchiveView; faults: readonly Fault[]; connections: ConnectionView[] } {
    const { profiles, selected, hooked, everConnected, preferences, archive, faults, connections } = this.source;
    return {
      profiles: profiles(),
      selected: selected(),
      hooked: hooked(),
      everConnected: everConnected(),
      preferences: preferences(),
      archive: archive(),
      faults: faults(),
      connections: connections(),
    };
  }

  #postHistory(port: Runtime.Port, recording: Recording, hasPackets: boolean): void {
    const { epoch } = this.source;
    for (const lane of TOLD_FIRST) {
      if (lane === 'packet' && !hasPackets) continue;
      for (const entries of batches(recording.kept(lane))) {
        this.#post(port, { type: 'history', epoch, source: recording.source, packed: packEntries(entries), done: false });
      }
    }
    this.#post(port, { type: 'history', epoch, source: recording.source, packed: packEntries([]), done: true });
  }

  #post(port: Runtime.Port, update: UpdateMessage): void {
    try {
      port.postMessage(update);
    } catch {
      // The view closed a moment ago; its disconnect event is on its way.
      this.forget(port);
    }
  }
}
