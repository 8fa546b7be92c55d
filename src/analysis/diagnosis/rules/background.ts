/** What the browser does to our own background. */
import { FADE_MS } from '../case-file.ts';
import { rule } from '../rule.ts';

/** How long a restart is told where no connection followed it. Milliseconds. */
const UNCONNECTED_MS = 5 * 60_000;

export const workerRestarted = rule('worker-restarted', {
  where: 'browser',
  benign: true,
  /** Told until a minute after the connection is back. */
  look: ({ newest, attempts, now }) => {
    const restarted = newest('worker-restarted');
    if (restarted === undefined) return null;
    const back = attempts.flatMap(({ connects }) => connects).find(({ entry }) => entry.seq > restarted.seq);
    const until = back === undefined ? restarted.at + UNCONNECTED_MS : back.entry.at + FADE_MS;
    return now < until ? { confidence: 'certain', evidence: [restarted] } : null;
  },
});
