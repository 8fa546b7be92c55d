/**
 * The state of the Statistics view: what was counted so far, and how it is shown. It goes on counting while it is hidden. What
 * is on disk is counted in a thread of its own once the view is looked at, and only as long as it is.
 */
import { effect, signal, untracked, type ReadonlySignal, type Signal } from '@preact/signals';
import { TopTallies } from '../../core/traffic/top-tallies.ts';
import { TrafficStatistics, type Grouping } from '../../core/traffic/traffic-statistics.ts';
import type { Model, RecordingModel } from '../../views/model.ts';
import type { LogEntry, TrafficEntry } from '../../core/entries/lanes.ts';
import { startSearch, together, type SearchProgress, type SearchState, type SearchThread } from '../lists/search-thread.ts';
import { NewEntries } from './new-entries.ts';
import type { Sort } from './statistics-table.ts';

/** Whose traffic is counted. Never both: a server that says the same to each of its clients would be counted twice. */
export type Scope = 'connection' | 'page';

export interface StatisticsView {
  /** Rises whenever something was counted. */
  readonly version: ReadonlySignal<number>;
  readonly grouping: Signal<Grouping>;
  readonly scope: Signal<Scope>;
  readonly sort: Signal<Sort>;
  /** The name of the row whose rate is drawn; null for all of them. */
  readonly charted: Signal<string | null>;
  /** Whether the view is in sight. */
  readonly inSight: Signal<boolean>;
  /** How far the counting of what is on disk is. */
  stored(): SearchProgress;
  /** What is counted for the grouping and the scope in force: of each recording what came while it was watched, and what is on disk. */
  tables(): readonly TopTallies[];
  /** Forgets what was counted, and counts from now on. */
  startOver(): void;
}

/** What is on disk of a recording, counted. */
class StoredCounter implements SearchProgress {
  state: SearchState = 'idle';
  progress = 0;
  unreadable = 0;
  tables: Readonly<Record<Grouping, TopTallies>> | null = null;
  #stop: () => void = () => undefined;

  constructor(
    private readonly startThread: () => SearchThread,
    private readonly onChange: () => void,
  ) {}

  /** Counts what is older than these entries, unless that was done or goes on. */
  count(source: string, packetsBefore: number, linesBefore: number): void {
    if (this.state !== 'idle') return;
    this.state = 'searching';
    this.#stop = startSearch<'counts'>(this.startThread(), { of: 'counts', request: { source, packetsBefore, linesBefore } }, ({ progress, unreadable, tables }) => {
      this.progress = progress;
      this.unreadable += unreadable;
      if (tables !== null) this.tables = { event: TopTallies.of(tables.event), namespace: TopTallies.of(tables.namespace), logger: TopTallies.of(tables.logger), level: TopTallies.of(tables.level) };
      this.onChange();
    }, (state) => {
      this.state = state;
      this.onChange();
    });
  }

  /** Gives up what is not complete. It is begun anew with the next look. */
  leave(): void {
    this.#stop();
    if (this.state === 'done') return;
    this.state = 'idle';
    this.progress = 0;
    this.unreadable = 0;
  }
}

/** Counts one recording. Its packets and its log lines come in lists of their own, and start over one by one. */
class RecordingCounter {
  #packets = new TrafficStatistics();
  #logs = new TrafficStatistics();
  readonly #newPackets = new NewEntries<TrafficEntry>();
  readonly #newLogs = new NewEntries<LogEntry>();
  /** The seqs of the first entries that were counted as they came; null before there was one. */
  #firstPacket: number | null = null;
  #firstLog: number | null = null;
  /** Null once somebody wants to count from now on. */
  stored: StoredCounter | null;

  constructor(
    readonly recording: RecordingModel,
    private readonly newStored: () => StoredCounter,
  ) {
    this.stored = newStored();
  }

  follow(): void {
    const packets = this.#newPackets.read(this.recording.packets);
    const logs = this.#newLogs.read(this.recording.logs);
    // Another recording of the same source: what was on disk of the former is gone.
    if (packets.anew || logs.anew) {
      this.stored?.leave();
      this.stored = this.newStored();
    }
    if (packets.anew) this.#packets = new TrafficStatistics();
    if (packets.anew) this.#firstPacket = null;
    for (const entry of packets.fresh) this.#packets.add(entry);
    if (logs.anew) this.#logs = new TrafficStatistics();
    if (logs.anew) this.#firstLog = null;
    for (const entry of logs.fresh) this.#logs.add(entry);
    this.#firstPacket ??= packets.fresh[0]?.seq ?? null;
    this.#firstLog ??= logs.fresh[0]?.seq ?? null;
  }

  /** Counts what is on disk. What is in memory is known by then, and where nothing is, nothing is on disk. */
  countStored(): void {
    if (!this.recording.hasPackets.value || (this.#firstPacket === null && this.#firstLog === null)) return;
    this.stored?.count(this.recording.source, this.#firstPacket ?? 0, this.#firstLog ?? 0);
  }

  tables(grouping: Grouping): TopTallies[] {
    const statistics = grouping === 'event' || grouping === 'namespace' ? this.#packets : this.#logs;
    const stored = this.stored?.tables?.[grouping];
    return stored === undefined ? [statistics.tables[grouping]] : [statistics.tables[grouping], stored];
  }

  startOver(): void {
    this.#packets = new TrafficStatistics();
    this.#logs = new TrafficStatistics();
    this.stored?.leave();
    this.stored = null;
  }
}

/** `startThread` starts a thread that counts what is on disk. */
export function createStatisticsView(model: Model, startThread: () => SearchThread): StatisticsView {
  model.packetsWanted.value = true;
  const version = signal(0);
  const grouping = signal<Grouping>('event');
  const scope = signal<Scope>('connection');
  const inSight = signal(false);
  const changed = () => (version.value = version.peek() + 1);
  const newCounter = (recording: RecordingModel) => new RecordingCounter(recording, () => new StoredCounter(startThread, changed));
  let connection = newCounter(model.recording.peek());
  let page: RecordingCounter | null = null;

  /** The counter of a recording, with what is new in it. */
  const followed = (former: RecordingCounter | null, recording: RecordingModel): RecordingCounter => {
    void recording.packets.version.value;
    void recording.logs.version.value;
    if (former?.recording !== recording) former?.stored?.leave();
    const counter = former?.recording === recording ? former : newCounter(recording);
    counter.follow();
    return counter;
  };
  const counters = () => {
    const wanted = scope.value === 'page' ? page : connection;
    return wanted === null ? [] : [wanted];
  };
  let started: Scope = 'connection';
  effect(() => {
    connection = followed(connection, model.recording.value);
    page = model.page.value === null ? null : followed(page, model.page.value);
    // As long as nobody has chosen a source: the connection, unless the page alone says anything.
    const hasPackets = (recording: RecordingModel | undefined) => (recording?.packets.length ?? 0) > 0;
    if (scope.peek() === started) scope.value = started = hasPackets(page?.recording) && !hasPackets(connection.recording) ? 'page' : 'connection';
    const looksOn = inSight.value;
    // A recording from a file is all in memory, though it may bear the name of one on disk.
    const onDisk = model.onDisk.value;
    for (const counter of counters()) if (looksOn && onDisk) counter.countStored();
    if (!looksOn) for (const counter of [connection, page]) counter?.stored?.leave();
    untracked(changed);
  });
  return {
    version,
    grouping,
    scope,
    inSight,
    sort: signal<Sort>({ by: 'count', descending: true }),
    charted: signal<string | null>(null),
    stored: () => together(counters().flatMap(({ stored }) => stored ?? [])),
    tables: () => counters().flatMap((counter) => counter.tables(grouping.value)),
    startOver() {
      connection.startOver();
      page?.startOver();
      changed();
    },
  };
}
