import type { ComponentChildren } from 'preact';
import { formatBytes, formatCount, formatMs, singleLine } from '../../ui/format.ts';
import { barPath } from '../histogram/bars.ts';
import { columnsOf, type Column, type Figures, type Table } from './statistics-table.ts';
import type { StatisticsView } from './statistics-view.ts';
import { statisticsWords as say } from './words.ts';

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
  const line = (figures: Figures, name: ComponentChildren, key: string | null, called: string) => (
    <tr key={key} class={charted.value === key ? 'drawn' : ''}>
      <th scope="row">{name}</th>
      {columns.slice(1).map((column) => (
        <td key={column} class={`column-${column}`}>
          <Figure figures={figures} column={column as Exclude<Column, 'name'>} />
        </td>
      ))}
      <td class="column-trend">
        <button type="button" class="trend" aria-pressed={charted.value === key} aria-label={say.draw(called)} title={say.draw(called)} onClick={() => (charted.value = key)}>
          <svg viewBox={`0 0 ${Math.max(figures.trend.length, 1)} 1`} preserveAspectRatio="none" aria-hidden="true">
            <path d={barPath(figures.trend, Math.max(...figures.trend, 1))} />
          </svg>
        </button>
      </td>
    </tr>
  );
  return (
    <div class="statistics-scroller" tabIndex={0} role="region" aria-label={say.table(grouping)}>
      <table class="statistics-table" aria-label={say.table(grouping)}>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column} view={view} column={column} />
            ))}
            <th scope="col" class="column-trend">
              {say.trend}
            </th>
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => {
            const name = say.nameOf(grouping, row.name);
            const called = singleLine(name, 80);
            return line(
              row,
              <button type="button" class="statistics-name isolate" title={say.show(called)} onClick={() => onShow(row.name)}>
                {singleLine(name, 200)}
              </button>,
              row.name,
              called,
            );
          })}
        </tbody>
        <tfoot>
          {table.other === null ? null : (
            <tr>
              <th scope="row" class="muted" title={say.otherAbout}>
                {say.other}
              </th>
              {columns.slice(1).map((column) => (
                <td key={column} class={`column-${column}`}>
                  <Figure figures={table.other!} column={column as Exclude<Column, 'name'>} />
                </td>
              ))}
              <td class="column-trend" />
            </tr>
          )}
          {line(table.total, say.total, null, say.total)}
        </tfoot>
      </table>
    </div>
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
      <button type="button" title={say.columnsAbout[column]} onClick={press}>
        {column === 'name' ? say.groupings[view.grouping.value] : say.columns[column]}
        <span aria-hidden="true">{order === undefined ? '' : descending ? ' ↓' : ' ↑'}</span>
      </button>
    </th>
  );
}

function Figure({ figures, column }: { figures: Figures; column: Exclude<Column, 'name'> }) {
  switch (column) {
    case 'count':
      return figures.atLeast ? <span title={say.atLeast}>≥ {formatCount(figures.count)}</span> : <>{formatCount(figures.count)}</>;
    case 'received':
    case 'sent':
      return <>{formatCount(figures[column])}</>;
    case 'bytes':
      return <>{formatBytes(figures.bytes)}</>;
    case 'rate':
      return <>{say.rate(figures.rate)}</>;
    case 'p50':
    case 'p95':
    case 'p99': {
      const { [column]: ms } = figures;
      return ms === null ? <span class="muted">–</span> : <>{formatMs(ms)}</>;
    }
  }
}
