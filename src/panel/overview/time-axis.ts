/** The time axis of a chart. */
import type uPlot from 'uplot';
import { formatTimeOfDay } from '../../core/words/format.ts';

const DAY_S = 86_400;
/** The steps of the axis. Nothing happens often enough for less than a second. */
const TIME_STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 14_400, 21_600, 43_200, DAY_S, 2 * DAY_S, 7 * DAY_S];

export const TIME_AXIS = {
  grid: { show: false },
  space: 70,
  size: 28,
  incrs: TIME_STEPS_S,
  values: (_plot, at, _axis, _space, step) => at.map((time) => timeLabel(time, step)),
} satisfies uPlot.Axis;

/** Hours and minutes; seconds where the ticks are that close, the date where they are days apart. */
function timeLabel(at: number, step: number): string {
  if (step >= DAY_S) return new Date(at * 1000).toLocaleDateString();
  const time = formatTimeOfDay(at * 1000);
  return step < 60 ? time : time.slice(0, 5);
}
