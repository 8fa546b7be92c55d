import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import { useApp } from '../../views/app.ts';
import { chartSeries, type ChartSeries } from '../lists/chart-series.ts';
import { formatMs, formatTimestamp } from '../../core/words/format.ts';
import { theme } from '../../views/theme.ts';
import { Button } from '../../views/components/button.tsx';
import { later, useLoaded } from '../late/later.ts';
import { LoadNotice } from '../late/when-loaded.tsx';
import type { Chart } from './draw-chart.ts';
import { catalog } from '../../core/words/catalog.ts';
import { say } from '../../core/words/say.ts';

const RANGES = { all: null, hour: 3600, tenMinutes: 600 } as const satisfies Record<string, number | null>;
type Range = keyof typeof RANGES;

/** There is something to draw only once a connection stands, and the library that draws is large. */
const drawing = later(async () => import('./draw-chart.ts'));

/** Round trips and ping gaps over time, as a chart with its words beside it. */
export function RoundTripChart() {
  const { model } = useApp();
  const { signals } = model.recording.value;
  const version = signals.version.value;
  const series = useMemo(() => chartSeries(signals), [signals, version]);
  const [range, setRange] = useState<Range>('all');
  const [zoomed, setZoomed] = useState(false);
  const chart = useRef<Chart | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const rangeId = useId();
  const empty = series.roundTrips + series.pings === 0;
  const loaded = useLoaded(drawing, !empty);

  // The canvas reads neither CSS variables nor the catalog, so another theme or language means another drawing.
  useEffect(() => {
    if (loaded === null || box.current === null) return;
    const drawn = loaded.drawChart(box.current, setZoomed);
    chart.current = drawn;
    drawn.update(series, RANGES[range]);
    return () => {
      chart.current = null;
      drawn.destroy();
    };
  }, [empty, loaded, theme.value, catalog()]);
  useEffect(() => chart.current?.update(series, RANGES[range]), [series, range]);

  return (
    <section class="chart" aria-label={say('overview_chart_title')}>
      <header class="card-head">
        <h2>{say('overview_chart_title')}</h2>
        <label for={rangeId} class="muted">
          {say('overview_chart_range')}
        </label>
        <select id={rangeId} class="input" value={range} onChange={(event) => setRange(event.currentTarget.value as Range)}>
          {(Object.keys(RANGES) as Range[]).map((key) => (
            <option key={key} value={key}>
              {say(`overview_chart_ranges_${key}`)}
            </option>
          ))}
        </select>
        <Button unavailable={!zoomed} onPress={() => chart.current?.resetZoom()}>
          {say('overview_chart_reset')}
        </Button>
      </header>
      {empty ? (
        <p class="chart-empty muted">{say('overview_chart_empty')}</p>
      ) : (
        <>
          {loaded === null ? <LoadNotice part={drawing} /> : null}
          <div ref={box} class="chart-box" role="img" aria-label={alternative(series, model.connection.value?.heartbeat.lastMs ?? null)} />
          <p class="muted chart-hint">{`${say('overview_chart_hint')} ${series.marks.length === 0 ? '' : say('overview_chart_marks')}`}</p>
        </>
      )}
    </section>
  );
}

/** What the picture says, for whoever does not see it. */
function alternative(series: ChartSeries, lastMs: number | null): string {
  const from = formatTimestamp((series.at[0] ?? 0) * 1000);
  const to = formatTimestamp((series.at.at(-1) ?? 0) * 1000);
  const trips = say('overview_chart_trips', { count: series.roundTrips });
  const gaps = say('overview_chart_gaps', { count: series.pings });
  const facts = { trips, gaps, from, to };
  return lastMs === null ? say('overview_chart_alternative', facts) : say('overview_chart_alternativeLast', { ...facts, last: formatMs(lastMs) });
}
