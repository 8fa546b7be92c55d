import type { ComponentChildren } from 'preact';
import { formatBytes, formatCount, formatMs, singleLine } from '../../core/words/format.ts';
import { barPath } from '../histogram/bars.ts';
import { columnsOf, type Column, type Figures, type Table } from './statistics-table.ts';
import type { StatisticsView } from './statistics-view.ts';
import { say } from '../../core/words/say.ts';
import { nameOf, rateText } from './name-of.ts';

interface StatisticsGridProps {
  readonly view: StatisticsView;
  readonly table: Table;
  /** Shows the rows of a name in their own list. */
  readonly onShow: (name: string) => void;
}

/** The table. Its heads sort, a name shows its rows, and a row's small picture is drawn large. */
export function StatisticsGrid({ view, table, onShow }: StatisticsGridProps) {
  const { charted } = view;
  const grouping = view.grouping.value;
  const columns = columnsOf(grouping);
  /** The trend of a row, which draws it large when pressed. `name` is null of the total. */
  const trend = (figures: Figures, name: string | null, called: string) => (
    <button type="button" class="trend" aria-pressed={charted.value === name} aria-label={say('statistics_draw', { name: called })} title={say('statistics_draw', { name: called })} onClick={() => (charted.value = name)}>
      <Trend counts={figures.trend} />
    </button>
  );
  return (
    <div class="statistics-scroller" tabIndex={0} role="region" aria-label={say(`statistics_table_${grouping}`)}>
      <table class="statistics-table" aria-label={say(`statistics_table_${grouping}`)}>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column} view={view} column={column} />
            ))}
            <th scope="col" class="column-trend">
              {say('statistics_trend')}
            </th>
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => {
            const name = nameOf(grouping, row.name);
            const called = singleLine(name, 80);
            return (
              <Line key={row.name} columns={columns} figures={row} drawn={charted.value === row.name} trend={trend(row, row.name, called)}>
                <button type="button" class="statistics-name isolate" title={say('statistics_show', { name: called })} onClick={() => onShow(row.name)}>
                  {singleLine(name, 200)}
                </button>
              </Line>
            );
          })}
        </tbody>
        <tfoot>
          {table.other === null ? null : (
            <Line columns={columns} figures={table.other} drawn={false} trend={<Trend counts={table.other.trend} />}>
              <span class="muted" title={say('statistics_everythingElseAbout')}>
                {say('statistics_everythingElse')}
              </span>
            </Line>
          )}
          <Line columns={columns} figures={table.total} drawn={charted.value === null} trend={trend(table.total, null, say('statistics_total'))}>
            {say('statistics_total')}
          </Line>
        </tfoot>
      </table>
    </div>
  );
}

interface LineProps {
  readonly columns: readonly Column[];
  readonly figures: Figures;
  /** Whether its rate is what the chart shows. */
  readonly drawn: boolean;
  readonly trend: ComponentChildren;
  /** Its name. */
  readonly children: ComponentChildren;
}

function Line({ columns, figures, drawn, trend, children }: LineProps) {
  return (
    <tr class={drawn ? 'drawn' : ''}>
      <th scope="row">{children}</th>
      {columns.map((column) =>
        column === 'name' ? null : (
          <td key={column} class={`column-${column}`}>
            <Figure figures={figures} column={column} />
          </td>
        ),
      )}
      <td class="column-trend">{trend}</td>
    </tr>
  );
}

function Trend({ counts }: { counts: readonly number[] }) {
  return (
    <svg class="trend-bars" viewBox={`0 0 ${Math.max(counts.length, 1)} 1`} preserveAspectRatio="none" aria-hidden="true">
      <path d={barPath(counts, Math.max(...counts, 1))} />
    </svg>
  );
}

function Head({ view, column }: { view: StatisticsView; column: Column }) {
  const { sort } = view;
  const { by, descending } = sort.value;
  const order = by !== column ? undefined : descending ? 'descending' : 'ascending';
  // Names are read from A on, figures from the largest on.
  const press = () => (sort.value = { by: column, descending: by === column ? !descending : column !== 'name' });
  return (
    <th scope="col" class={`column-${column}`} aria-sort={order}>
      <button type="button" title={say(`statistics_columnsAbout_${column}`)} onClick={press}>
        {column === 'name' ? say(`statistics_groupings_${view.grouping.value}`) : say(`statistics_columns_${column}`)}
        <span aria-hidden="true">{order === undefined ? '' : descending ? ' ↓' : ' ↑'}</span>
      </button>
    </th>
  );
}

function Figure({ figures, column }: { figures: Figures; column: Exclude<Column, 'name'> }) {
  switch (column) {
    case 'count':
      return figures.atLeast ? <span title={say('statistics_atLeast')}>≥ {formatCount(figures.count)}</span> : <>{formatCount(figures.count)}</>;
    case 'received':
    case 'sent':
      return <>{formatCount(figures[column])}</>;
    case 'bytes':
      return <>{formatBytes(figures.bytes)}</>;
    case 'rate':
      return <>{rateText(figures.rate)}</>;
    case 'p50':
    case 'p95':
    case 'p99': {
      const { [column]: ms } = figures;
      return ms === null ? <span class="muted">–</span> : <>{formatMs(ms)}</>;
    }
  }
}
