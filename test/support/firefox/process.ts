/** Starts an installed Firefox without a window, in a fresh profile that goes when it closes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFirefox } from '../../../scripts/browser/find.ts';
import { until } from '../until.ts';
import { Marionette } from './marionette.ts';

export interface FirefoxProcess {
  readonly marionette: Marionette;
  /** Where what it downloads comes to lie. */
  readonly downloads: string;
  close(): Promise<void>;
}

/** How long Firefox may take to start, on a machine that starts two of them. Milliseconds. */
const START_MS = 60_000;

const PREFERENCES = {
  // Any free port; the one that it took is in a file of the profile.
  'marionette.port': 0,
  // These keep the browser from asking anything, and from waiting for services of its maker where the network is closed.
  'app.normandy.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  // Most of the window is the toolbox, so that the panel has the room that it has beside a window of usual size.
  'devtools.toolbox.footer.height': 760,
  'browser.download.folderList': 2,
  'browser.download.alwaysOpenPanel': false,
} as const;

export type Preferences = Readonly<Record<string, string | number | boolean>>;

/** `preferences` are added to those that keep the browser quiet. */
export async function startFirefox(preferences: Preferences = {}): Promise<FirefoxProcess> {
  const profile = await mkdtemp(path.join(tmpdir(), 'holdfast-firefox-'));
  const downloads = path.join(profile, 'downloads');
  const all: Preferences = { ...PREFERENCES, 'browser.download.dir': downloads, ...preferences };
  const lines = Object.entries(all).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`);
  await writeFile(path.join(profile, 'user.js'), lines.join(''));

  // Without system access, Marionette would reach no toolbox and no popup.
  const flags = ['-no-remote', '-profile', profile, '-marionette', '--remote-allow-system-access', '-headless', 'about:blank'];
  const size = { MOZ_HEADLESS_WIDTH: '1400', MOZ_HEADLESS_HEIGHT: '1000' };
  const child = spawn(findFirefox(), flags, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...size } });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  const ended = () => failure !== undefined || child.exitCode !== null || child.signalCode !== null;
  const kill = () => child.kill('SIGKILL');
  // A test run that ends early must not leave the browser behind.
  process.once('exit', kill);

  let marionette: Marionette | undefined;
  const close = async () => {
    process.off('exit', kill);
    if (!ended()) {
      const exited = once(child, 'exit');
      // Nothing of the profile is worth an orderly end.
      kill();
      await exited;
    }
    marionette?.close();
    // Its other processes notice a moment later, and may still be writing.
    await rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };

  try {
    const port = await until(
      async () => {
        if (ended()) throw new Error(`Firefox ended, and said:\n${log}`, { cause: failure });
        return readFile(path.join(profile, 'MarionetteActivePort'), 'utf8').catch(() => '');
      },
      { timeout: START_MS, describe: () => `Firefox to listen, which said:\n${log}` },
    );
    marionette = await Marionette.connect(Number(port));
    return { marionette, downloads, close };
  } catch (error) {
    await close();
    throw error;
  }
}
