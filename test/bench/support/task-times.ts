/** The tasks of a page's main thread, each by the time that the thread had for it: how long others kept the machine is not the page's. */
import type { Page } from 'puppeteer-core';

const MARK = 'task-times';

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Of the thread's own time, in microseconds. */
  readonly tdur?: number;
}

/** Runs `work` and resolves with the longest task of the page's thread meanwhile, in milliseconds of the thread's own time. */
export async function longestTaskDuring(page: Page, work: () => Promise<void>): Promise<number> {
  await page.tracing.start({ categories: ['toplevel', 'blink.user_timing'] });
  let trace: Uint8Array | undefined;
  try {
    // Tells which of the browser's threads is the page's.
    await page.evaluate((mark) => performance.mark(mark), MARK);
    await work();
  } finally {
    trace = await page.tracing.stop();
  }
  const { traceEvents } = JSON.parse(new TextDecoder().decode(trace)) as { traceEvents: TraceEvent[] };
  const own = traceEvents.find(({ name }) => name === MARK);
  if (own === undefined) throw new Error('The trace does not have the page.');
  const tasks = traceEvents.filter(({ name, pid, tid }) => name.endsWith('RunTask') && pid === own.pid && tid === own.tid);
  return tasks.reduce((longest, { tdur = 0 }) => Math.max(longest, tdur / 1000), 0);
}
