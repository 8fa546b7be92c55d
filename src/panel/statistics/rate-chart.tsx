import { useEffect, useRef } from 'preact/hooks';
import { formatTimestamp } from '../../ui/format.ts';
import { theme } from '../../ui/theme.ts';
import { drawRate, type RateChart as Chart } from './draw-rate.ts';
import { ratesOf } from './rates.ts';
import type { Figures } from './statistics-table.ts';
import { statisticsWords } from './words.ts';

const say = statisticsWords.chart;

/** The rate of one row over time, as a chart with its words beside it. */
export function RateChart({ name, figures, now }: { name: string; figures: Figures; now: number }) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart | null>(null);
  // The canvas cannot read CSS variables, so another theme means another drawing.
  useEffect(() => {
    if (box.current === null) return;
    const drawn = drawRate(box.current);
    chart.current = drawn;
    drawn.update(figures.buckets, now);
    return () => {
      chart.current = null;
      drawn.destroy();
    };
  }, [theme.value]);
  useEffect(() => chart.current?.update(figures.buckets, now));
  return (
    <section class="rate-chart" aria-label={say.title(name)}>
      <h2 class="isolate">{say.title(name)}</h2>
      <div ref={box} class="chart-box" role="img" aria-label={alternative(name, figures, now)} />
    </section>
  );
}

/** What the picture says, for whoever does not see it. */
function alternative(name: string, { count, buckets }: Figures, now: number): string {
  const { perSecond } = ratesOf(buckets, now);
  return say.alternative(name, count, formatTimestamp(buckets.from), formatTimestamp(now), statisticsWords.rate(Math.max(...perSecond, 0)));
}
