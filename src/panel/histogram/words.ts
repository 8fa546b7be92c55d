/** The words of the histograms above Logs and Messages. */
import { formatCount, plural } from '../../ui/format.ts';

export const histogramWords = {
  lines: { name: 'Lines over time', count: (lines: number) => plural(lines, 'line', 'lines') },
  packets: { name: 'Packets over time', count: (packets: number) => plural(packets, 'packet', 'packets') },
  keys: 'Drag over the bars to show only a stretch of time. Arrow keys move it, with Shift they stretch it, Escape shows all again.',
  all: (count: string, from: string, to: string) => `${count} from ${from} to ${to}, none picked`,
  picked: (range: string, count: string) => `${range}: ${count}`,
  marked: (count: number) => `, ${plural(count, 'error', 'errors')}`,
  highest: (count: number, width: string) => `at most ${formatCount(count)} in ${width}`,
  onlyTime: (range: string) => `Only ${range}. Show all times`,
};
