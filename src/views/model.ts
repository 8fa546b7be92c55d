/** What a view knows: signals that only `apply` writes, from what the background said. Components read, never write. */
import { batch, computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { ConnectionView } from '../core/contract/connection-view.ts';
import type { Fault } from '../core/contract/fault.ts';
import type { Finding } from '../core/entries/finding.ts';
import type { Ladder } from '../core/entries/ladder.ts';
import type { Profile } from '../core/settings/profile.ts';
import { defaultPreferences, type Preferences } from '../core/settings/preferences.ts';
import type { ArchiveView } from '../core/contract/update.ts';
import type { Entry, EntryKind } from '../core/entries/entry.ts';
import { entryBytes, type LogEntry, type SignalEntry, type TrafficEntry } from '../core/entries/lanes.ts';
import { EntryList } from './entry-list.ts';
import type { LinkState, StateUpdate } from './link.ts';

/** Bounds per recording. The background keeps its own; these keep a panel that stays open for days small. */
export const LOG_LIMIT = 20_000;
export const SIGNAL_LIMIT = 20_000;
/** What log lines and traffic of one recording may take each, in bytes of memory: a single line may be megabytes long. */
const BYTES_LIMIT = 48 * 1024 * 1024;
/** The background keeps 20,000 packets, and beside them what tells whose they are. */
export const TRAFFIC_LIMIT = 30_000;

/** What this view holds of one watched recording, in three lanes, so that a flood in one pushes nothing out of another. */
export interface RecordingModel {
  /** Whose entries these are: a profile's id, or `tab:N`. Empty of the one that stands in while none is watched. */
  readonly source: string;
  /** The id of the recording: the source may have another one later. Empty of one that is not on disk. */
  readonly id: string;
  /** The seq of the first entry that it ever had. */
  readonly first: number;
  readonly logs: EntryList<LogEntry>;
  readonly packets: EntryList<TrafficEntry>;
  /** Everything else. */
  readonly signals: EntryList<SignalEntry>;
  /** Whether its packets have come, too. */
  readonly hasPackets: ReadonlySignal<boolean>;
}

/** A recording that is looked at and does not grow: one from a file, or one on disk. */
export interface OpenedRecording {
  /** Its id where it is on disk, and only its newest entries are in memory; null of one from a file. */
  readonly stored: string | null;
  readonly contents: Contents;
  readonly name: string;
  /** Where the endpoint of its connection was, as the file tells it. */
  readonly url: string;
  /** What is wrong with the file, in a sentence, or null. */
  readonly problem: string | null;
  readonly recording: RecordingModel;
  /** Of a page's sockets, or null when the file has none. */
  readonly page: RecordingModel | null;
}

/** What there is in a recording, and of when. */
export interface Contents {
  readonly logs: number;
  readonly packets: number;
  /** Epoch milliseconds; null when there is nothing. */
  readonly since: number | null;
  readonly until: number | null;
}

export interface Model {
  readonly link: Signal<LinkState>;
  readonly profiles: ReadonlySignal<readonly Profile[]>;
  readonly selected: ReadonlySignal<string | null>;
  readonly connections: ReadonlySignal<ReadonlyMap<string, ConnectionView>>;
  readonly preferences: ReadonlySignal<Preferences>;
  /** Which recordings there are, and whether the disk takes them. */
  readonly archive: ReadonlySignal<ArchiveView>;
  /** What went wrong in Holdfast itself, the newest last. */
  readonly faults: ReadonlySignal<readonly Fault[]>;
  /** The recording that is shown in the place of the connection's and the page's, or null. */
  readonly opened: Signal<OpenedRecording | null>;
  /** Whether what is shown is on disk, and more of it there than in memory. A file is all in memory. */
  readonly onDisk: ReadonlySignal<boolean>;
  /** The selected profile, and its connection unless another recording is shown. */
  readonly profile: ReadonlySignal<Profile | null>;
  readonly connection: ReadonlySignal<ConnectionView | null>;
  /** The recording of the selected connection; an empty one until it is watched. */
  readonly recording: ReadonlySignal<RecordingModel>;
  /** The recording of the inspected tab's page, or null where no tab is inspected. */
  readonly page: ReadonlySignal<RecordingModel | null>;
  /** What is wrong with the sockets of that page. */
  readonly pageFindings: ReadonlySignal<readonly Finding[]>;
  /** How far the attempts of the page came, a ladder for each server. */
  readonly pageLadders: ReadonlySignal<readonly Ladder[]>;
  /** The origins of the sites on which the page hook is switched on. */
  readonly hooked: ReadonlySignal<ReadonlySet<string>>;
  /** Whether any connection ever stood; taken for granted until the background has said so. */
  readonly everConnected: ReadonlySignal<boolean>;
  /**
   * Whether this view has a use for the packets of the connection, which are as many as all other entries together. What needs
   * them says so, and they come and stay.
   */
  readonly packetsWanted: Signal<boolean>;
  apply(update: StateUpdate): void;
}

const TRAFFIC_KINDS: ReadonlySet<EntryKind> = new Set<TrafficEntry['kind']>(['packet', 'socket-opened', 'socket-handshake', 'socket-closed', 'capture-gap', 'document', 'violation', 'page-state']);

/** A recording that fills as its entries come. */
class GrowingRecording implements RecordingModel {
  readonly logs: EntryList<LogEntry>;
  readonly packets: EntryList<TrafficEntry>;
  readonly signals: EntryList<SignalEntry>;
  /** Whether the lists still hold what was there before the last snapshot; they go when its history starts to come. */
  stale = false;
  readonly hasPackets = signal(true);

  /** Traffic of a history that is still coming, and whether packets are part of it. */
  #coming: TrafficEntry[] = [];
  #withPackets = true;

  constructor(
    readonly source: string,
    readonly id: string,
    readonly first: number,
    limits = { logs: LOG_LIMIT, packets: TRAFFIC_LIMIT, signals: SIGNAL_LIMIT },
  ) {
    const size = { limit: Number.isFinite(limits.logs) ? BYTES_LIMIT : Infinity, of: entryBytes };
    this.logs = new EntryList<LogEntry>(limits.logs, size);
    this.packets = new EntryList<TrafficEntry>(limits.packets, size);
    this.signals = new EntryList(limits.signals);
  }

  /** Says whether the history that comes next is without packets. Those that were not there before are missing until its end. */
  leaveOutPackets(leftOut: boolean): void {
    this.#withPackets = !leftOut;
    if (leftOut) this.hasPackets.value = false;
  }

  append(entries: readonly Entry[]): void {
    const { logs, packets, signals } = byLane(entries);
    this.logs.append(logs);
    this.packets.append(packets);
    this.signals.append(signals);
  }

  /**
   * Takes a part of the history. The background keeps sockets and their packets in lanes of its own and tells one after
   * the other, so they are put in order once all are here.
   */
  restore(entries: readonly Entry[], done: boolean): void {
    if (this.stale) {
      this.stale = false;
      this.#coming = [];
      this.logs.clear();
      this.signals.clear();
    }
    const { logs, packets, signals } = byLane(entries);
    this.logs.append(logs);
    this.signals.append(signals);
    for (const entry of packets) this.#coming.push(entry);
    if (!done) return;
    if (this.packets.length > 0) this.packets.clear();
    this.packets.append(this.#coming.toSorted((a, b) => a.seq - b.seq));
    this.#coming = [];
    this.hasPackets.value = this.#withPackets;
  }
}

function byLane(entries: readonly Entry[]) {
  const logs: LogEntry[] = [];
  const packets: TrafficEntry[] = [];
  const signals: SignalEntry[] = [];
  for (const entry of entries) {
    if (entry.kind === 'log') logs.push(entry);
    else if (isTraffic(entry)) packets.push(entry);
    else signals.push(entry);
  }
  return { logs, packets, signals };
}

export function isTraffic(entry: Entry): entry is TrafficEntry {
  return TRAFFIC_KINDS.has(entry.kind);
}

export function isSignal(entry: Entry): entry is SignalEntry {
  return entry.kind !== 'log' && !isTraffic(entry);
}

/** A recording whose entries, however many, come in order of seq. `id` is that of one on disk. */
export function fillingRecording(source: string, first: number, id = ''): RecordingModel & { append(entries: readonly Entry[]): void } {
  return new GrowingRecording(source, id, first, { logs: Infinity, packets: Infinity, signals: Infinity });
}

/** A recording to which nothing more comes: these entries, in order of seq, however many. */
export function finishedRecording(source: string, entries: readonly Entry[], id = '', first = entries[0]?.seq ?? 0): RecordingModel {
  const recording = fillingRecording(source, first, id);
  recording.append(entries);
  return recording;
}

/** A model whose `page` is the recording of this source. */
export function createModel(pageSource: string | null): Model {
  const link = signal<LinkState>('connecting');
  const profiles = signal<readonly Profile[]>([]);
  const selected = signal<string | null>(null);
  const connections = signal<ReadonlyMap<string, ConnectionView>>(new Map());
  const opened = signal<OpenedRecording | null>(null);
  const hooked = signal<ReadonlySet<string>>(new Set());
  const everConnected = signal(true);
  const pageFindings = signal<readonly Finding[]>([]);
  const pageLadders = signal<readonly Ladder[]>([]);
  const recordings = signal<ReadonlyMap<string, GrowingRecording>>(new Map());
  const preferences = signal(defaultPreferences());
  const faults = signal<readonly Fault[]>([]);
  const archive = signal<ArchiveView>({ recordings: [], refusal: null, deleted: [] });
  const nothing = new GrowingRecording('', '', 0);
  const noPage = pageSource === null ? null : new GrowingRecording(pageSource, '', 0);

  /** A resync keeps the entries of a recording on screen until its history comes, instead of flashing empty. */
  function startOver(watched: readonly { source: string; id: string; first: number; withoutPackets?: boolean }[]): void {
    const former = recordings.value;
    for (const recording of former.values()) recording.stale = true;
    const known = (source: string, id: string) => (former.get(source)?.id === id ? former.get(source) : undefined);
    recordings.value = new Map(watched.map(({ source, id, first, withoutPackets = false }) => {
      const recording = known(source, id) ?? new GrowingRecording(source, id, first);
      recording.leaveOutPackets(withoutPackets);
      return [source, recording];
    }));
  }

  return {
    link,
    profiles,
    selected,
    preferences,
    archive,
    faults,
    opened,
    onDisk: computed(() => opened.value === null || opened.value.stored !== null),
    connections,
    profile: computed(() => profiles.value.find((profile) => profile.id === selected.value) ?? null),
    connection: computed(() => (opened.value === null ? (connections.value.get(selected.value ?? '') ?? null) : null)),
    recording: computed(() => opened.value?.recording ?? recordings.value.get(selected.value ?? '') ?? nothing),
    page: computed(() => (opened.value === null ? (recordings.value.get(pageSource ?? '') ?? noPage) : opened.value.page)),
    pageFindings: computed(() => (opened.value === null ? pageFindings.value : [])),
    pageLadders: computed(() => (opened.value === null ? pageLadders.value : [])),
    hooked,
    everConnected,
    packetsWanted: signal(false),
    apply(update) {
      batch(() => {
        if (update.type === 'history') {
          recordings.value.get(update.source)?.restore(update.entries, update.done);
          return;
        }
        if (update.type === 'snapshot') startOver(update.recordings);
        if (update.profiles !== undefined) profiles.value = update.profiles;
        if (update.selected !== undefined) selected.value = update.selected;
        if (update.connections !== undefined) connections.value = merged(update, connections.value, profiles.value);
        if (update.preferences !== undefined) preferences.value = update.preferences;
        if (update.archive !== undefined) archive.value = update.archive;
        if (update.faults !== undefined) faults.value = update.faults;
        if (update.hooked !== undefined) hooked.value = new Set(update.hooked);
        if (update.everConnected !== undefined) everConnected.value = update.everConnected;
        const page = update.pages?.find(({ source }) => source === pageSource);
        if (page !== undefined) [pageFindings.value, pageLadders.value] = [page.findings, page.ladders];
        if (update.type === 'delta') for (const { source, entries } of update.recordings ?? []) recordings.value.get(source)?.append(entries);
      });
    },
  };
}

/** A delta's connections replace their former selves; connections of deleted profiles go. */
function merged(
  update: Exclude<StateUpdate, { type: 'history' }>,
  former: ReadonlyMap<string, ConnectionView>,
  profiles: readonly Profile[],
): ReadonlyMap<string, ConnectionView> {
  const views = new Map(update.type === 'snapshot' ? [] : former);
  for (const view of update.connections ?? []) views.set(view.id, view);
  const ids = new Set(profiles.map((profile) => profile.id));
  for (const id of views.keys()) if (!ids.has(id)) views.delete(id);
  return views;
}
