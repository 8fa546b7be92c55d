/**
 * `npm start`: the extension at work, in an installed browser, beside the demo server or a server of your own.
 *   --url URL  opens and debugs that server instead of the demo
 *   --once     goes through the day of a developer without a window, says what it saw, and ends
 * Without a display it runs without a window as well, and prints what the panel shows until Ctrl-C.
 */
import { parseArgs } from 'node:util';
import { buildExtension } from './build/extension.ts';
import { runScript, UsageError } from './run-script.ts';
import { goThroughTheDay } from './start/once.ts';
import { openSession, type Session } from './start/session.ts';
import { printWhatThePanelShows } from './start/watch.ts';

interface Options {
  readonly url: URL | undefined;
  readonly once: boolean;
}

function readOptions(): Options {
  const { values } = parseArgs({ options: { url: { type: 'string' }, once: { type: 'boolean', default: false } } });
  if (values.url === undefined) return { url: undefined, once: values.once };
  // The page of a server is opened over HTTP, whichever way its address was written.
  const address = values.url.replace(/^ws(s?):/i, 'http$1:');
  if (!/^https?:\/\/./i.test(address) || !URL.canParse(address)) {
    throw new UsageError(`--url needs an address such as http://127.0.0.1:5552, not “${values.url}”.`);
  }
  return { url: new URL(address), once: values.once };
}

const hasDisplay = () => process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);

/** Aborts at Ctrl-C, and at whatever else asks politely. More signals, while things are put away, change nothing. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => controller.abort());
  return controller.signal;
}

async function waitInWindow({ browser }: Session): Promise<void> {
  console.log('The browser is open. Close it, or press Ctrl-C here, to end.');
  await new Promise<void>((resolve) => browser.once('disconnected', () => resolve()));
}

await runScript('npm start', async () => {
  const { url, once } = readOptions();
  const interrupted = interruption();
  const stop = new Promise<void>((resolve) => interrupted.addEventListener('abort', () => resolve()));
  const headless = once || !hasDisplay();
  if (process.env['HOLDFAST_BUILT'] !== '1') await buildExtension();

  // An interruption while the session opens waits for it, so that there is a whole session to close.
  const session = await openSession({ url, headless });
  const work = once ? goThroughTheDay : headless ? printWhatThePanelShows : waitInWindow;
  try {
    await Promise.race([stop, work(session, interrupted)]);
    if (once && interrupted.aborted) throw new Error('interrupted.');
  } finally {
    await session.close();
  }
});
