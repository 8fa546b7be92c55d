import { useEffect } from 'preact/hooks';
import { GROUPINGS, type Grouping } from '../../core/traffic/traffic-statistics.ts';
import { useApp } from '../../views/app.ts';
import { now } from '../../views/clock.ts';
import { Button } from '../../views/components/button.tsx';
import { CopyButton } from '../../views/components/copy-button.tsx';
import { formatDayUnlessToday, formatTimeOfDay, singleLine } from '../../core/words/format.ts';
import type { SearchProgress } from '../lists/search-thread.ts';
import { useSampled } from '../grid/sampled.ts';
import { RateChart } from './rate-chart.tsx';
import { showRows, type Lists } from './show-rows.ts';
import { StatisticsGrid } from './statistics-grid.tsx';
import { sortedRows, tableOf, tableText, type Table } from './statistics-table.ts';
import type { Scope, StatisticsView } from './statistics-view.ts';
import { say, sayPercent } from '../../core/words/say.ts';
import { nameOf } from './name-of.ts';

export { createStatisticsView } from './statistics-view.ts';

const REDRAW_MS = 500;

interface StatisticsProps {
  readonly view: StatisticsView;
  readonly lists: Lists;
  /** Shows the view of this id. */
  readonly onShow: (view: string) => void;
}

/** How much of what, how fast, and how fast it is answered. */
export function Statistics({ view, lists, onShow }: StatisticsProps) {
  useSampled(view.version, REDRAW_MS);
  useEffect(() => {
    view.inSight.value = true;
    return () => {
      view.inSight.value = false;
    };
  }, [view]);
  const { grouping, scope, sort, charted } = view;
  // A second gone by changes the rates, without anything new to count.
  const table = tableOf(view.tables(), now.value);
  const rows = sortedRows(table.rows, sort.value);
  const drawn = table.rows.find(({ name }) => name === charted.value);
  const packets = grouping.value === 'event' || grouping.value === 'namespace';
  return (
    <div class="list-view">
      <Toolbar view={view} table={table} />
      {table.total.count === 0 ? (
        <p class="statistics-empty muted">{packets ? say('statistics_empty_packets') : say('statistics_empty_lines')}</p>
      ) : (
        <div class="statistics-body">
          <RateChart
            name={drawn === undefined ? say('statistics_total') : singleLine(nameOf(grouping.value, drawn.name), 80)}
            figures={drawn ?? table.total}
            now={now.value}
          />
          <StatisticsGrid view={view} table={{ ...table, rows }} onShow={(name) => onShow(showRows(grouping.value, name, scope.value, lists))} />
        </div>
      )}
    </div>
  );
}

function Toolbar({ view, table }: { view: StatisticsView; table: Table }) {
  const { page } = useApp();
  const { grouping, scope, sort, charted } = view;
  const { count, buckets } = table.total;
  const group = (chosen: Grouping) => {
    grouping.value = chosen;
    charted.value = null;
  };
  return (
    <div class="list-toolbar">
      <select class="input list-choice" aria-label={say('statistics_groupBy')} value={grouping.value} onChange={(event) => group(event.currentTarget.value as Grouping)}>
        {GROUPINGS.map((choice) => (
          <option key={choice} value={choice}>
            {say(`statistics_groupings_${choice}`)}
          </option>
        ))}
      </select>
      {page === null ? null : (
        <select class="input list-choice" aria-label={say('statistics_scope')} value={scope.value} onChange={(event) => (scope.value = event.currentTarget.value as Scope)}>
          {(['connection', 'page'] as const).map((choice) => (
            <option key={choice} value={choice}>
              {say(`statistics_scopes_${choice}`)}
            </option>
          ))}
        </select>
      )}
      <Button icon="refresh" title={say('statistics_startOverAbout')} onPress={view.startOver}>
        {say('statistics_startOver')}
      </Button>
      <CopyButton roomy what={say('statistics_copyTable')} text={() => tableText(table, grouping.value, sort.value, '\t')} />
      <CopyButton roomy what={say('statistics_copyCsv')} text={() => tableText(table, grouping.value, sort.value, ',')} />
      <p class="list-summary muted">
        {[...storedWords(view.stored()), count === 0 ? '' : say('statistics_since', { time: formatDayUnlessToday(buckets.from, now.value) + formatTimeOfDay(buckets.from) })].filter((part) => part !== '').join(' · ')}
      </p>
    </div>
  );
}

/** How the counting of what is on disk stands. */
function storedWords({ state, progress, unreadable }: SearchProgress): string[] {
  const parts = { idle: '', done: '', searching: say('statistics_counting', { percent: sayPercent(progress) }), stopped: say('statistics_notCounted'), failed: say('statistics_notCounted') };
  return [parts[state], unreadable > 0 ? say('statistics_unreadable', { count: unreadable }) : ''];
}
