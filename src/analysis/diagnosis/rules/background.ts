/** What the browser does to our own background. */
import { FADE_MS } from '../case-file.ts';
import type { Rule } from '../rule.ts';

/** How long a restart is told where no connection followed it. Milliseconds. */
const UNCONNECTED_MS = 5 * 60_000;

export const workerRestarted: Rule = {
  id: 'worker-restarted',
  title: 'The browser stopped the background and it came back',
  cause: 'Browsers stop an extension’s background at will. Holdfast restored what it had recorded and reconnected.',
  fix: 'Nothing to do. Lines that the server sent in between are not in the recording.',
  where: 'browser',
  link: 'https://developer.chrome.com/docs/extensions/develop/concepts/service-workers/lifecycle',
  benign: true,
  /** Told until a minute after the connection is back. */
  look: ({ newest, attempts, now }) => {
    const restarted = newest('worker-restarted');
    if (restarted === undefined) return null;
    const back = attempts.flatMap(({ connects }) => connects).find(({ entry }) => entry.seq > restarted.seq);
    const until = back === undefined ? restarted.at + UNCONNECTED_MS : back.entry.at + FADE_MS;
    return now < until ? { confidence: 'certain', evidence: [restarted] } : null;
  },
};
