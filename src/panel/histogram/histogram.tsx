import { useRef, useState } from 'preact/hooks';
import type { ReadonlySignal, Signal } from '@preact/signals';
import type { TimeBuckets } from '../../core/traffic/time-buckets.ts';
import { formatDayUnlessToday, formatDuration, formatTimeOfDay } from '../../core/words/format.ts';
import { useSampled } from '../grid/sampled.ts';
import { formatRange, type TimeRange } from '../lists/time-range.ts';
import { barAt, barPath, barsOf, keyedSpan, rangeOf, spanBetween, spanOf, type Bars, type Span } from './bars.ts';
import { RangeChip } from './range-chip.tsx';
import { say, sayList } from '../../core/words/say.ts';

/** A burst of lines is drawn a few times a second, not once for each delta. */
const REDRAW_MS = 250;
/** How much of the height a mark takes at least: errors are few, and what one looks for. */
const LEAST_MARK = 0.25;

interface HistogramProps {
  readonly of: 'lines' | 'packets';
  /** Rises when what `times` gives has changed. */
  readonly version: ReadonlySignal<number>;
  /** All rows over time, and those of them that are marked. */
  readonly times: () => { readonly all: TimeBuckets; readonly marked: TimeBuckets | null };
  readonly range: Signal<TimeRange | null>;
}

/** The rows of a list over time. A range of it that is picked, by pointer or keys, is what the list shows. */
export function Histogram({ of, version, times, range }: HistogramProps) {
  useSampled(version, REDRAW_MS);
  const { all, marked } = times();
  const bars = barsOf(all, marked);
  if (bars.counts.length === 0 && range.value === null) return null;
  return (
    <div class="histogram">
      {bars.counts.length === 0 ? null : <Brush of={of} newest={bars} range={range} />}
      <RangeChip range={range} />
    </div>
  );
}

/** Where a drag began and where it is, in bars that stand still meanwhile. */
interface Drag {
  readonly bars: Bars;
  readonly start: number;
  readonly end: number;
}

function Brush({ of, newest, range }: { of: HistogramProps['of']; newest: Bars; range: Signal<TimeRange | null> }) {
  const plot = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const bars = drag?.bars ?? newest;
  const span = drag === null ? spanOf(bars, range.value) : spanBetween(drag.start, drag.end);

  const barUnder = (event: PointerEvent) => {
    const { left, width } = plot.current!.getBoundingClientRect();
    return barAt((event.clientX - left) / width, bars);
  };
  const begin = (event: PointerEvent) => {
    if (event.button !== 0) return;
    plot.current!.setPointerCapture(event.pointerId);
    const start = barUnder(event);
    setDrag({ bars, start, end: start });
  };
  const finish = () => {
    if (drag === null) return;
    range.value = rangeOf(drag.bars, spanBetween(drag.start, drag.end));
    setDrag(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape' && (drag !== null || range.value !== null)) {
      setDrag(null);
      range.value = null;
    } else {
      const target = keyedSpan(event.key, event.shiftKey, span, bars.counts.length);
      if (target === undefined) return;
      range.value = rangeOf(bars, target);
    }
    event.preventDefault();
  };
  return (
    <div
      ref={plot}
      class="histogram-plot"
      role="slider"
      aria-label={say(`histogram_${of}_name`)}
      aria-description={say('histogram_keys')}
      aria-valuemin={1}
      aria-valuemax={bars.counts.length}
      aria-valuenow={(span?.first ?? bars.counts.length - 1) + 1}
      aria-valuetext={inWords(of, bars, span)}
      title={say('histogram_keys')}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={begin}
      onPointerMove={(event) => drag !== null && setDrag({ ...drag, end: barUnder(event) })}
      onPointerUp={finish}
      onPointerCancel={() => setDrag(null)}
    >
      <Drawing bars={bars} span={span} />
      <Scale bars={bars} />
    </div>
  );
}

function Drawing({ bars, span }: { bars: Bars; span: Span | null }) {
  const { counts, marked } = bars;
  const highest = Math.max(...counts, 1);
  return (
    <svg class="histogram-bars" viewBox={`0 0 ${counts.length} 1`} preserveAspectRatio="none" aria-hidden="true">
      {span === null ? null : <rect class="histogram-picked" x={span.first} y={0} width={span.last - span.first + 1} height={1} />}
      <path d={barPath(counts, highest)} />
      <path class="histogram-marked" d={barPath(marked, highest, LEAST_MARK)} />
    </svg>
  );
}

function Scale({ bars }: { bars: Bars }) {
  const { counts, width } = bars;
  return (
    <div class="histogram-scale muted" aria-hidden="true">
      <span>{timeText(bars.from)}</span>
      <span class="histogram-highest">{say('histogram_highest', { count: Math.max(...counts), width: formatDuration(width) })}</span>
      <span>{timeText(bars.from + counts.length * width)}</span>
    </div>
  );
}

function timeText(at: number): string {
  return formatDayUnlessToday(at, Date.now()) + formatTimeOfDay(at);
}

/** What the picture says, for whoever does not see it. */
function inWords(of: HistogramProps['of'], bars: Bars, span: Span | null): string {
  const { first, last } = span ?? { first: 0, last: bars.counts.length - 1 };
  const sum = (counts: readonly number[]) => counts.slice(first, last + 1).reduce((total, count) => total + count, 0);
  const marked = sum(bars.marked);
  const counted = [say(`histogram_${of}_count`, { count: sum(bars.counts) })];
  if (marked > 0) counted.push(say('histogram_marked', { count: marked }));
  const count = sayList(counted);
  const range = rangeOf(bars, { first, last });
  return span === null ? say('histogram_all', { count, from: timeText(range.from), to: timeText(range.to) }) : say('histogram_picked', { range: formatRange(range, Date.now()), count });
}
