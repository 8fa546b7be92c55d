/** The rate over time as a chart: a thin layer over uPlot. */
import uPlot from 'uplot';
import type { TimeBuckets } from '../../core/traffic/time-buckets.ts';
import { formatTimeOfDay } from '../../core/words/format.ts';
import { TIME_AXIS } from '../overview/time-axis.ts';
import { ratesOf } from './rates.ts';
import { say } from '../../core/words/say.ts';
import { rateText } from './name-of.ts';

export interface RateChart {
  update(buckets: TimeBuckets, now: number): void;
  destroy(): void;
}

const HEIGHT = 132;
const LEAST_WIDTH = 120;
/** A few seconds alone would look like a day. */
const LEAST_SPAN_S = 60;

/** Draws an empty chart into a box, and keeps it as wide as the box. */
export function drawRate(box: HTMLElement): RateChart {
  const width = () => Math.max(box.clientWidth, LEAST_WIDTH);
  const plot = new uPlot(options(width(), getComputedStyle(box)), [[], []], box);
  const resizing = new ResizeObserver(() => plot.setSize({ width: width(), height: HEIGHT }));
  resizing.observe(box);
  return {
    update(buckets, now) {
      const { at, perSecond } = ratesOf(buckets, now);
      const last = at.at(-1) ?? 0;
      plot.batch(() => {
        plot.setData([at, perSecond], false);
        plot.setScale('x', { min: Math.min(at[0] ?? 0, last - LEAST_SPAN_S), max: last });
      });
    },
    destroy() {
      resizing.disconnect();
      plot.destroy();
    },
  };
}

function options(width: number, style: CSSStyleDeclaration): uPlot.Options {
  const color = (name: string) => style.getPropertyValue(name).trim();
  const axis = { stroke: color('--muted'), font: '11px system-ui', ticks: { show: false } };
  return {
    width,
    height: HEIGHT,
    padding: [8, 28, 0, 0],
    cursor: { drag: { x: false, y: false }, points: { size: 6 } },
    legend: { live: true },
    scales: { x: { time: true }, y: { range: (_plot, _least, most) => [0, Math.max(most ?? 0, 1) * 1.1] } },
    axes: [
      { ...axis, ...TIME_AXIS },
      { ...axis, size: 56, space: 26, grid: { stroke: color('--chart-grid'), width: 1 }, values: (_plot, rates) => rates.map(rateText) },
    ],
    series: [
      { label: say('statistics_chart_time'), value: (_plot, at) => (at === null ? '–' : formatTimeOfDay(at * 1000)) },
      { label: say('statistics_chart_rate'), stroke: color('--chart-trip'), width: 1.5, points: { show: false }, value: (_plot, rate) => (rate === null ? '–' : rateText(rate)) },
    ],
  };
}
