import { useEffect, useRef } from 'preact/hooks';
import { formatTimestamp } from '../../core/words/format.ts';
import { theme } from '../../views/theme.ts';
import { drawRate, type RateChart as Chart } from './draw-rate.ts';
import { ratesOf } from './rates.ts';
import type { Figures } from './statistics-table.ts';
import { say } from '../../core/words/say.ts';
import { catalog } from '../../core/words/catalog.ts';
import { rateText } from './name-of.ts';

/** The rate of one row over time, as a chart with its words beside it. */
export function RateChart({ name, figures, now }: { name: string; figures: Figures; now: number }) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart | null>(null);
  // The canvas reads neither CSS variables nor the catalog, so another theme or language means another drawing.
  useEffect(() => {
    if (box.current === null) return;
    const drawn = drawRate(box.current);
    chart.current = drawn;
    drawn.update(figures.buckets, now);
    return () => {
      chart.current = null;
      drawn.destroy();
    };
  }, [theme.value, catalog()]);
  useEffect(() => chart.current?.update(figures.buckets, now));
  return (
    <section class="rate-chart" aria-label={say('statistics_chart_title', { name })}>
      <h2 class="isolate">{say('statistics_chart_title', { name })}</h2>
      <div ref={box} class="chart-box" role="img" aria-label={alternative(name, figures, now)} />
    </section>
  );
}

/** What the picture says, for whoever does not see it. */
function alternative(name: string, { count, buckets }: Figures, now: number): string {
  const { perSecond } = ratesOf(buckets, now);
  return say('statistics_chart_alternative', { name, count, from: formatTimestamp(buckets.from), to: formatTimestamp(now), highest: rateText(Math.max(...perSecond, 0)) });
}
