/** The chart itself: a thin layer over uPlot. */
import uPlot from 'uplot';
import type { ChartMark, ChartSeries } from '../lists/chart-series.ts';
import { formatMs, formatTimeOfDay } from '../../core/words/format.ts';
import { TIME_AXIS } from './time-axis.ts';
import { say } from '../../core/words/say.ts';

export interface Chart {
  /** Shows a series, or of it the last so many seconds. A zoom made by hand stays until it is reset. */
  update(series: ChartSeries, lastSeconds: number | null): void;
  resetZoom(): void;
  destroy(): void;
}

const HEIGHT = 200;
/** Of the ticks of both axes: 1, 2, 5, 10 and so on, so that none of them has to be rounded. */
const WHOLE_STEPS = Array.from({ length: 8 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();
/** A few seconds alone would look like a day. */
const LEAST_SPAN_S = 60;
/** How many points away a value may be and still be what the pointer means. */
const NEAR = 50;

/** Draws an empty chart into a box and keeps it as wide as the box. Tells when a zoom begins and ends. */
export function drawChart(box: HTMLElement, onZoom: (zoomed: boolean) => void): Chart {
  let series: ChartSeries = { at: [], roundTripMs: [], pingGapS: [], marks: [], roundTrips: 0, pings: 0 };
  let lastSeconds: number | null = null;
  let zoomed = false;
  const colors = readColors(box);

  const plot = new uPlot(options(Math.max(box.clientWidth, 120), colors, () => series.marks), data(series), box);
  // A drag ends in a selection; only that is a zoom made by hand.
  (plot.hooks.setSelect ??= []).push((self) => {
    if (self.select.width > 0) setZoomed(true);
  });
  plot.over.addEventListener('dblclick', resetZoom);
  const resizing = new ResizeObserver(() => plot.setSize({ width: Math.max(box.clientWidth, 120), height: HEIGHT }));
  resizing.observe(box);

  function setZoomed(next: boolean): void {
    zoomed = next;
    onZoom(next);
  }

  function resetZoom(): void {
    setZoomed(false);
    fit();
  }

  function fit(): void {
    const last = series.at.at(-1);
    const first = series.at[0];
    if (first === undefined || last === undefined) return;
    const from = lastSeconds === null ? first : Math.max(first, last - lastSeconds);
    plot.setScale('x', { min: Math.min(from, last - LEAST_SPAN_S), max: last });
  }

  return {
    update(next, nextLastSeconds) {
      if (nextLastSeconds !== lastSeconds) setZoomed(false);
      series = next;
      lastSeconds = nextLastSeconds;
      plot.batch(() => {
        plot.setData(data(next), false);
        if (zoomed) plot.redraw();
        else fit();
      });
    },
    resetZoom,
    destroy() {
      resizing.disconnect();
      plot.destroy();
    },
  };
}

function data(series: ChartSeries): uPlot.AlignedData {
  return [series.at, series.roundTripMs, series.pingGapS];
}

interface Colors {
  readonly trip: string;
  readonly gap: string;
  readonly grid: string;
  readonly text: string;
  readonly bad: string;
  readonly warn: string;
}

function readColors(box: HTMLElement): Colors {
  const style = getComputedStyle(box);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    trip: read('--chart-trip'),
    gap: read('--chart-gap'),
    grid: read('--chart-grid'),
    text: read('--muted'),
    bad: read('--bad'),
    warn: read('--warn'),
  };
}

function options(width: number, colors: Colors, marks: () => readonly ChartMark[]): uPlot.Options {
  const axis = { stroke: colors.text, font: '11px system-ui', ticks: { show: false } };
  const fromZero = (least: number): uPlot.Range.Function => (_, __, most) => [0, Math.max(most ?? 0, least) * 1.1];
  return {
    width,
    height: HEIGHT,
    padding: [8, 28, 0, 0],
    cursor: { drag: { x: true, y: false, dist: 4 }, points: { size: 6 }, dataIdx: nearestValue },
    legend: { live: true },
    scales: { x: { time: true }, ms: { range: fromZero(1) }, s: { range: fromZero(10) } },
    axes: [
      { ...axis, ...TIME_AXIS },
      { ...axis, scale: 'ms', incrs: WHOLE_STEPS, size: 56, grid: { stroke: colors.grid, width: 1 }, values: (_, list) => list.map(formatMs) },
      { ...axis, scale: 's', incrs: WHOLE_STEPS, side: 1, size: 48, grid: { show: false }, values: (_, list) => list.map((s) => say('common_seconds', { value: s })) },
    ],
    series: [
      { label: say('overview_chart_time'), value: (_, at) => (at === null ? '–' : formatTimeOfDay(at * 1000)) },
      {
        label: say('overview_chart_roundTrip'),
        scale: 'ms',
        stroke: colors.trip,
        width: 1.5,
        value: (_, ms) => (ms == null ? '–' : formatMs(ms)),
      },
      {
        label: say('overview_chart_pingGap'),
        scale: 's',
        stroke: colors.gap,
        width: 1.5,
        dash: [4, 3],
        value: (_, s) => (s == null ? '–' : say('common_seconds', { value: Number(s.toFixed(1)) })),
      },
    ],
    hooks: { drawAxes: [(plot) => drawMarks(plot, marks(), colors)] },
  };
}

/** Each series has points of its own: the one nearest to the pointer is what the legend shows. */
function nearestValue(plot: uPlot, series: number, index: number): number {
  const values = plot.data[series];
  if (series === 0 || values === undefined) return index;
  for (let distance = 0; distance < NEAR; distance += 1) {
    if (values[index - distance] != null) return index - distance;
    if (values[index + distance] != null) return index + distance;
  }
  return index;
}

/** Vertical lines for losses (dashed) and missed heartbeats (dotted), told apart by more than colour. */
function drawMarks(plot: uPlot, marks: readonly ChartMark[], colors: Colors): void {
  const { ctx, bbox } = plot;
  const { min, max } = plot.scales.x!;
  ctx.save();
  ctx.lineWidth = uPlot.pxRatio;
  let lastX = -1;
  for (const mark of marks) {
    if (min == null || max == null || mark.at < min || mark.at > max) continue;
    const x = Math.round(plot.valToPos(mark.at, 'x', true));
    // Thousands of marks on one pixel are one line.
    if (x === lastX) continue;
    lastX = x;
    ctx.strokeStyle = mark.kind === 'lost' ? colors.bad : colors.warn;
    ctx.setLineDash((mark.kind === 'lost' ? [6, 4] : [1.5, 3]).map((length) => length * uPlot.pxRatio));
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}
