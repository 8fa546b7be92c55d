/** Starts an installed browser, in a fresh profile that goes when it closes, with the extension loaded. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import puppeteer, { TargetType, type Browser, type Extension, type Target } from 'puppeteer-core';
import { distFor } from '../paths.ts';
import { findBrowser } from './find.ts';

export interface LaunchOptions {
  /** The folder of the unpacked extension; the Chrome build by default. */
  dist?: string;
  /** A profile to keep; by default a fresh one, which goes when the browser closes. */
  userDataDir?: string;
  /**
   * Lets go of the extension's worker. Puppeteer attaches to every worker, and a browser never stops one that somebody is
   * attached to, so whoever wants to know how long it lives has to ask for this.
   */
  leaveWorkerAlone?: boolean;
  /** Without a window, which is the default. */
  headless?: boolean;
  /** Whether the browser is killed when this process is asked to end, which is the default; otherwise the caller sees to it. */
  handleSignals?: boolean;
}

export interface LaunchedBrowser {
  readonly browser: Browser;
  readonly extension: Extension;
}

const FLAGS = [
  // These keep the browser from waiting for services of its maker where the network is closed.
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
];

function flags(headless: boolean): string[] {
  return [
    ...FLAGS,
    ...(headless ? ['--disable-gpu', '--window-size=1400,1000'] : []),
    // Chromium refuses to start as root with its sandbox, which is how containers run it.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
}

export async function launchBrowser(options: LaunchOptions = {}): Promise<LaunchedBrowser> {
  const { dist = distFor('chrome'), headless = true, userDataDir, leaveWorkerAlone = false, handleSignals = true } = options;
  if (!existsSync(path.join(dist, 'manifest.json'))) throw new Error(`There is no extension in ${dist}. Run npm run build first.`);
  const browser = await puppeteer.launch({
    executablePath: findBrowser(),
    headless,
    ...(userDataDir === undefined ? {} : { userDataDir }),
    ...(leaveWorkerAlone ? { targetFilter: (target: Target) => target.type() !== TargetType.SERVICE_WORKER } : {}),
    // Extensions can only be installed over a pipe.
    pipe: true,
    enableExtensions: true,
    defaultViewport: null,
    args: flags(headless),
    handleSIGINT: handleSignals,
    handleSIGTERM: handleSignals,
    handleSIGHUP: handleSignals,
  });
  try {
    // Puppeteer can be given the folder at launch, but then does not wait for it to be installed.
    const id = await browser.installExtension(dist);
    const extension = (await browser.extensions()).get(id);
    if (extension === undefined) throw new Error(`The browser installed ${dist} and does not list it.`);
    return { browser, extension };
  } catch (error) {
    await browser.close();
    throw error;
  }
}
