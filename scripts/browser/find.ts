/** Finds an installed browser that can run the Chrome build: Chrome, Chromium or Edge. Nothing is downloaded. */
import { existsSync } from 'node:fs';
import path from 'node:path';

const LINUX = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'microsoft-edge-stable', 'microsoft-edge'];
const MAC = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
const WINDOWS = ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];

/** Where a browser may be on this kind of machine, the likeliest first. */
function candidates(): string[] {
  const { env, platform } = process;
  const under = (folders: readonly (string | undefined)[], files: readonly string[]) =>
    folders.flatMap((folder) => (folder ? files.map((file) => path.join(folder, file)) : []));
  if (platform === 'win32') {
    return under([env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']], WINDOWS);
  }
  const onPath = under((env['PATH'] ?? '').split(path.delimiter), LINUX);
  if (platform !== 'darwin') return onPath;
  const home = env['HOME'] && path.join(env['HOME'], 'Applications');
  return [...under(['/Applications', home], MAC.map((name) => `${name}.app/Contents/MacOS/${name}`)), ...onPath];
}

/** The path of a browser's program, or undefined when none is installed. CHROME_PATH, where set, decides. */
export function installedBrowser(): string | undefined {
  const chosen = process.env['CHROME_PATH'];
  if (!chosen) return candidates().find((file) => existsSync(file));
  if (existsSync(chosen)) return chosen;
  throw new Error(`CHROME_PATH names ${chosen}, which does not exist.`);
}

/** As above, but says what to install when there is none. */
export function findBrowser(): string {
  const found = installedBrowser();
  if (found !== undefined) return found;
  throw new Error(
    'No Chrome, Chromium or Edge was found. Install one (Debian: apt-get install chromium; elsewhere: ' +
      'https://www.google.com/chrome/), or put the path of its program in CHROME_PATH.',
  );
}
