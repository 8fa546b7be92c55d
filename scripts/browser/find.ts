/** Finds the installed browsers that can run the two builds. Nothing is downloaded. */
import { existsSync } from 'node:fs';
import path from 'node:path';

/** Browsers of one kind: the names of their programs, the likeliest first, and what to say when there is none. */
interface Kind {
  readonly linux: readonly string[];
  readonly mac: readonly string[];
  readonly windows: readonly string[];
  /** The environment variable that decides where it is set. */
  readonly variable: string;
  readonly missing: string;
}

const CHROME: Kind = {
  linux: ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'microsoft-edge-stable', 'microsoft-edge'],
  mac: ['Google Chrome.app/Contents/MacOS/Google Chrome', 'Chromium.app/Contents/MacOS/Chromium', 'Microsoft Edge.app/Contents/MacOS/Microsoft Edge'],
  windows: ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'],
  variable: 'CHROME_PATH',
  missing:
    'No Chrome, Chromium or Edge was found. Install one (Debian: apt-get install chromium; elsewhere: ' +
    'https://www.google.com/chrome/), or put the path of its program in CHROME_PATH.',
};

const FIREFOX: Kind = {
  linux: ['firefox-esr', 'firefox'],
  mac: ['Firefox.app/Contents/MacOS/firefox'],
  windows: ['Mozilla Firefox\\firefox.exe'],
  variable: 'FIREFOX_PATH',
  missing:
    'No Firefox was found. Install it (Debian: apt-get install firefox-esr; elsewhere: ' +
    'https://www.firefox.com/), or put the path of its program in FIREFOX_PATH.',
};

/** Where a browser may be on this kind of machine. */
function candidates({ linux, mac, windows }: Kind): string[] {
  const { env, platform } = process;
  const under = (folders: readonly (string | undefined)[], files: readonly string[]) =>
    folders.flatMap((folder) => (folder ? files.map((file) => path.join(folder, file)) : []));
  if (platform === 'win32') {
    return under([env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']], windows);
  }
  const onPath = under((env['PATH'] ?? '').split(path.delimiter), linux);
  if (platform !== 'darwin') return onPath;
  const home = env['HOME'] && path.join(env['HOME'], 'Applications');
  return [...under(['/Applications', home], mac), ...onPath];
}

function installed(kind: Kind): string | undefined {
  const chosen = process.env[kind.variable];
  if (!chosen) return candidates(kind).find((file) => existsSync(file));
  if (existsSync(chosen)) return chosen;
  throw new Error(`${kind.variable} names ${chosen}, which does not exist.`);
}

function find(kind: Kind): string {
  const found = installed(kind);
  if (found !== undefined) return found;
  throw new Error(kind.missing);
}

/** The path of the program of a Chrome, Chromium or Edge, or undefined when none is installed. CHROME_PATH, where set, decides. */
export const installedBrowser = () => installed(CHROME);

/** As above, but says what to install when there is none. */
export const findBrowser = () => find(CHROME);

/** The path of Firefox's program, or undefined when it is not installed. FIREFOX_PATH, where set, decides. */
export const installedFirefox = () => installed(FIREFOX);

/** As above, but says what to install when there is none. */
export const findFirefox = () => find(FIREFOX);
