/** What was counted, as rows to show, to sort and to copy. Pure. */
import { sumOf, type Tally } from '../../core/traffic/tally.ts';
import { foldedInto, type TimeBuckets } from '../../core/traffic/time-buckets.ts';
import type { TopTallies } from '../../core/traffic/top-tallies.ts';
import type { Grouping } from '../../core/traffic/traffic-statistics.ts';
import { say } from '../../core/words/say.ts';
import { nameOf } from './name-of.ts';

/** The rows that are shown by name. The rest is one row. */
const MOST_ROWS = 100;
/** Bars of the small picture of a row's rate. */
const MOST_BARS = 32;

export interface Figures {
  readonly count: number;
  /** Whether there may be more, which came while the name was too rare to be kept. */
  readonly atLeast: boolean;
  readonly received: number;
  readonly sent: number;
  readonly bytes: number;
  /** Over the last ten seconds. */
  readonly rate: number;
  /** Milliseconds until an acknowledgement came; null where none did. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  /** How often over time; every row of a table has the same bars. */
  readonly trend: readonly number[];
  readonly buckets: TimeBuckets;
}

export interface Row extends Figures {
  /** The name as it was counted. */
  readonly name: string;
}

export interface Table {
  readonly rows: readonly Row[];
  /** Everything that has no row of its own, or null. */
  readonly other: Figures | null;
  readonly total: Figures;
}

export const COLUMNS = ['name', 'count', 'received', 'sent', 'bytes', 'rate', 'p50', 'p95', 'p99'] as const;
export type Column = (typeof COLUMNS)[number];

export interface Sort {
  readonly by: Column;
  readonly descending: boolean;
}

/** The columns that say something about what is grouped by. */
export function columnsOf(grouping: Grouping): readonly Column[] {
  if (grouping === 'event') return COLUMNS;
  return grouping === 'namespace' ? COLUMNS.slice(0, 6) : ['name', 'count', 'bytes', 'rate'];
}

/** The table of one or more recordings together, the most frequent names first. */
export function tableOf(tables: readonly TopTallies[], now: number): Table {
  const total = sumOf(tables.map((table) => table.total));
  const { from, width, counts } = foldedInto(total.buckets, MOST_BARS);
  const figures = (tally: Tally, mayLack: number): Figures => ({
    count: tally.count,
    atLeast: mayLack > 0,
    received: tally.count - tally.sent,
    sent: tally.sent,
    bytes: tally.bytes,
    rate: tally.recent.perSecond(now),
    p50: tally.latency?.quantile(0.5) ?? null,
    p95: tally.latency?.quantile(0.95) ?? null,
    p99: tally.latency?.quantile(0.99) ?? null,
    trend: tally.buckets.folded(width, from, counts.length),
    buckets: tally.buckets,
  });
  const ranked = merged(tables).toSorted(([, a], [, b]) => b.count - a.count);
  const rest = [...tables.map(({ other }) => other), ...ranked.slice(MOST_ROWS).map(([, tally]) => tally)].filter(({ count }) => count > 0);
  return {
    rows: ranked.slice(0, MOST_ROWS).map(([name, tally]) => ({ name, ...figures(tally, tables.reduce((sum, table) => sum + table.mayLack(name), 0)) })),
    other: rest.length === 0 ? null : figures(sumOf(rest), 0),
    total: figures(total, 0),
  };
}

/** Every name with its tally. A single table is taken as it is. */
function merged(tables: readonly TopTallies[]): readonly (readonly [string, Tally])[] {
  const [only] = tables;
  if (only !== undefined && tables.length === 1) return only.ranked();
  const names = new Map<string, Tally[]>();
  for (const table of tables) for (const [name, tally] of table.ranked()) names.set(name, [...(names.get(name) ?? []), tally]);
  return [...names].map(([name, tallies]) => [name, tallies.length === 1 ? tallies[0]! : sumOf(tallies)] as const);
}

/** The rows in order. What has no figure comes last either way. */
export function sortedRows(rows: readonly Row[], { by, descending }: Sort): readonly Row[] {
  const direction = descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    if (by === 'name') return direction * a.name.localeCompare(b.name);
    const [one, other] = [a[by], b[by]];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return direction * (one - other);
  });
}

/** The table as text: values of whole numbers, milliseconds and bytes, with a head, separated by tabs or commas. */
export function tableText(table: Table, grouping: Grouping, sort: Sort, separator: '\t' | ','): string {
  const columns = columnsOf(grouping);
  const line = (name: string, figures: Figures) => columns.map((column) => cellText(column === 'name' ? name : figureText(figures[column]), separator)).join(separator);
  return [
    columns.map((column) => cellText(column === 'name' ? say(`statistics_groupings_${grouping}`) : say(`statistics_copiedColumns_${column}`), separator)).join(separator),
    ...sortedRows(table.rows, sort).map((row) => line(nameOf(grouping, row.name), row)),
    ...(table.other === null ? [] : [line(say('statistics_everythingElse'), table.other)]),
    line(say('statistics_total'), table.total),
    '',
  ].join('\n');
}

function figureText(figure: number | null): string {
  return figure === null ? '' : String(Math.round(figure * 1000) / 1000);
}

/** A name comes from a server. What begins like a formula would be one in a spreadsheet, so that gets an apostrophe before it. */
function cellText(text: string, separator: '\t' | ','): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  if (separator === '\t') return harmless.replace(/[\t\r\n]+/g, ' ');
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
