/** `npm start -- --once`: what a developer would look for in the panel, one line for each thing seen. */
import { chooseTab, rowCount, sessionId, statusText, waitForStatus } from '../browser/controls.ts';
import { until } from '../browser/until.ts';
import type { Session } from './session.ts';

/** The report's heartbeat interval is 60 s, so that even a server that misses one is given another. */
const HEARTBEAT_WITHIN_MS = 75_000;
const LOG_LINES = 10;

/** Throws at the first thing that does not come, saying which. */
export async function goThroughTheDay({ page, panel, serverUrl }: Session): Promise<void> {
  const seen = (line: string) => console.log(`✓ ${line}`);

  await waitForStatus(panel, 'Connection', /^Connected/);
  const sid = await sessionId(panel);
  seen(`Connected to ${serverUrl} by ${await statusText(panel, 'Transport')}, session ${sid}`);
  seen(await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/));
  seen(`Heartbeat: ${await waitForStatus(panel, 'Heartbeat', /\d ms/, HEARTBEAT_WITHIN_MS)}`);

  await chooseTab(panel, 'Logs');
  const logLines = async (least: number) => {
    let lines = 0;
    const enough = async () => (lines = await rowCount(panel, 'Server logs')) >= least;
    await until(`${least} log lines`, enough);
    return lines;
  };
  const before = await logLines(LOG_LINES);
  seen(`${before} log lines`);

  await page.reload();
  const after = await logLines(before + 1);
  const connection = await waitForStatus(panel, 'Connection', /^Connected/);
  const sidAfter = await sessionId(panel);
  if (sidAfter !== sid) throw new Error(`after a refresh of the page the session id is ${sidAfter}, and was ${sid}.`);
  seen(`Page refreshed: ${connection}, same session ${sidAfter}, ${after} log lines by now`);
}
