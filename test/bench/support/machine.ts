/** What the figures were measured on, in one line. */
import { cpus, loadavg, totalmem, type } from 'node:os';
import { launchBrowser } from '../../../scripts/browser/launch.ts';

export async function machine(): Promise<string> {
  const { browser } = await launchBrowser();
  const version = await browser.version();
  await browser.close();
  const processors = cpus();
  const load = loadavg()[0]!.toFixed(1);
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown processor'}, ${memory} GB, ${type()}, ${version}, Node ${process.versions.node}; load ${load} before the first round`;
}
