import type { Signal } from '@preact/signals';
import { Icon } from '../../views/components/icons.tsx';
import { formatRange, type TimeRange } from '../lists/time-range.ts';
import { say } from '../../core/words/say.ts';

/** The stretch of time that a list is narrowed to, with the way back to all of it. */
export function RangeChip({ range }: { range: Signal<TimeRange | null> }) {
  if (range.value === null) return null;
  const text = formatRange(range.value, Date.now());
  return (
    <button type="button" class="range-chip" aria-label={say('histogram_onlyTime', { range: text })} title={say('histogram_onlyTime', { range: text })} onClick={() => (range.value = null)}>
      {text}
      <Icon name="cross" />
    </button>
  );
}
