/** `npm start` where there is no display: the panel in words, every few seconds. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chooseTab, rowCount, statusText, type StatusName } from '../browser/controls.ts';
import { moveDevTools } from '../browser/views.ts';
import { formatTimeOfDay } from '../../src/core/words/format.ts';
import { artifacts } from '../paths.ts';
import type { Session } from './session.ts';

const STATUSES: readonly StatusName[] = ['Connection', 'Acknowledgement', 'Heartbeat', 'Transport'];
const EVERY_MS = 3000;

export async function printWhatThePanelShows({ devtools, panel }: Session, interrupted: AbortSignal): Promise<void> {
  await moveDevTools(devtools, 'undocked');
  // The log lines are counted by their grid, which is there only while its tab is chosen.
  await chooseTab(panel, 'Logs');
  const screenshot = path.join(artifacts, 'start', 'panel.png');
  await mkdir(path.dirname(screenshot), { recursive: true });
  console.log(`No display, so this is what the panel shows. A screenshot is kept in ${path.relative(process.cwd(), screenshot)}. Ctrl-C ends it.`);
  while (!interrupted.aborted) {
    const shown = await Promise.all(STATUSES.map(async (name) => `${name}: ${await statusText(panel, name)}`));
    const lines = await rowCount(panel, 'Server logs');
    console.log(`${formatTimeOfDay(Date.now())}  ${shown.join(' | ')} | ${lines} log ${lines === 1 ? 'line' : 'lines'}`);
    await devtools.screenshot({ path: screenshot });
    await sleep(EVERY_MS, undefined, { signal: interrupted });
  }
}
