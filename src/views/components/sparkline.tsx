import { formatMs } from '../../core/words/format.ts';
import { sparklinePoints } from '../sparkline-points.ts';
import { say } from '../../core/words/say.ts';

const WIDTH = 120;
const HEIGHT = 24;

/** The newest round trips as a small line. */
export function Sparkline({ values }: { values: readonly number[] }) {
  if (values.length === 0) return <span class="muted">{say('popup_noRoundTrips')}</span>;
  const points = sparklinePoints(values, WIDTH, HEIGHT);
  const last = points.at(-1)!;
  const label = say('popup_sparkline', { count: values.length, least: formatMs(Math.min(...values)), most: formatMs(Math.max(...values)) });
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label} preserveAspectRatio="none">
      <polyline points={points.map(([x, y]) => `${x},${y}`).join(' ')} />
      {/* A dot that stays round however the line is stretched. */}
      <path d={`M${last[0]} ${last[1]}h0`} />
    </svg>
  );
}
