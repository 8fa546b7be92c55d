/** The state of the Statistics view: what was counted so far, and how it is shown. It goes on counting while it is hidden. */
import { effect, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { TopTallies } from '../../analysis/traffic/top-tallies.ts';
import { TrafficStatistics, type Grouping } from '../../analysis/traffic/traffic-statistics.ts';
import type { LogEntry, Model, RecordingModel, TrafficEntry } from '../../ui/model.ts';
import { NewEntries } from './new-entries.ts';
import type { Sort } from './statistics-table.ts';

/** Whose traffic is counted: everybody's, the selected connection's, or the page's. */
export type Scope = 'all' | 'connection' | 'page';

export interface StatisticsView {
  /** Rises whenever something was counted. */
  readonly version: ReadonlySignal<number>;
  readonly grouping: Signal<Grouping>;
  readonly scope: Signal<Scope>;
  readonly sort: Signal<Sort>;
  /** The name of the row whose rate is drawn; null for all of them. */
  readonly charted: Signal<string | null>;
  /** What is counted for the grouping and the scope in force: one per recording. */
  tables(): readonly TopTallies[];
  /** Forgets what was counted, and counts from now on. */
  startOver(): void;
}

/** Counts one recording. Its packets and its log lines come in lists of their own, and start over one by one. */
class RecordingCounter {
  #packets = new TrafficStatistics();
  #logs = new TrafficStatistics();
  readonly #newPackets = new NewEntries<TrafficEntry>();
  readonly #newLogs = new NewEntries<LogEntry>();

  constructor(readonly recording: RecordingModel) {}

  follow(): void {
    const packets = this.#newPackets.read(this.recording.packets);
    if (packets.anew) this.#packets = new TrafficStatistics();
    for (const entry of packets.fresh) this.#packets.add(entry);
    const logs = this.#newLogs.read(this.recording.logs);
    if (logs.anew) this.#logs = new TrafficStatistics();
    for (const entry of logs.fresh) this.#logs.add(entry);
  }

  table(grouping: Grouping): TopTallies {
    const statistics = grouping === 'event' || grouping === 'namespace' ? this.#packets : this.#logs;
    return statistics.tables[grouping];
  }

  startOver(): void {
    this.#packets = new TrafficStatistics();
    this.#logs = new TrafficStatistics();
  }
}

export function createStatisticsView(model: Model): StatisticsView {
  const version = signal(0);
  const grouping = signal<Grouping>('event');
  const scope = signal<Scope>('all');
  let connection = new RecordingCounter(model.recording.peek());
  let page: RecordingCounter | null = null;

  /** The counter of a recording, with what is new in it. */
  const followed = (former: RecordingCounter | null, recording: RecordingModel): RecordingCounter => {
    void recording.packets.version.value;
    void recording.logs.version.value;
    const counter = former?.recording === recording ? former : new RecordingCounter(recording);
    counter.follow();
    return counter;
  };
  effect(() => {
    connection = followed(connection, model.recording.value);
    page = model.page.value === null ? null : followed(page, model.page.value);
    version.value = version.peek() + 1;
  });

  const counters = () => {
    const wanted = scope.value === 'all' ? [connection, page] : [scope.value === 'page' ? page : connection];
    return wanted.filter((counter) => counter !== null);
  };
  return {
    version,
    grouping,
    scope,
    sort: signal<Sort>({ by: 'count', descending: true }),
    charted: signal<string | null>(null),
    tables: () => counters().map((counter) => counter.table(grouping.value)),
    startOver() {
      connection.startOver();
      page?.startOver();
      version.value += 1;
    },
  };
}
