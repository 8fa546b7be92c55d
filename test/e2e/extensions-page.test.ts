/** Chromium finds nothing to complain about on its extensions page: neither when it loads the extension, nor when all of it has run. */
import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { distFor } from '../../scripts/paths.ts';
import { chooseTab, connectTo, launchExtension, type RunningExtension, type TabName } from '../support/extension.ts';
import { until } from '../support/until.ts';
import { startServer } from '../servers/node-server.ts';

/** What chrome://extensions is told of an extension, and shows behind its “Errors” button. */
interface ExtensionInfo {
  readonly state: string;
  readonly manifestErrors: readonly { readonly message: string }[];
  readonly runtimeErrors: readonly { readonly message: string }[];
  readonly installWarnings?: readonly string[];
  readonly runtimeWarnings: readonly string[];
}

interface ChromeOfExtensionsPage {
  readonly developerPrivate: {
    getExtensionInfo(id: string): Promise<ExtensionInfo>;
    updateProfileConfiguration(update: { inDeveloperMode: boolean }): Promise<void>;
    updateExtensionConfiguration(update: { extensionId: string; errorCollection: boolean }): Promise<void>;
    reload(id: string, options: { failQuietly: boolean; populateErrorForUnpacked: boolean }): Promise<unknown>;
  };
}

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).toReversed()) await each.close();
});

/** Loads an extension into a browser that keeps the complaints about it, and returns what reads them. */
async function load(dist: string): Promise<{ extension: RunningExtension; complaints: () => Promise<string[]> }> {
  const extension = await launchExtension({ dist });
  opened.push(extension);
  const page = await extension.newPage('chrome://extensions');
  // They are kept only for whoever develops an extension, and from then on: what the background says at its start is new after a reload.
  await page.evaluate(async (extensionId) => {
    const { developerPrivate } = (globalThis as unknown as { chrome: ChromeOfExtensionsPage }).chrome;
    await developerPrivate.updateProfileConfiguration({ inDeveloperMode: true });
    await developerPrivate.updateExtensionConfiguration({ extensionId, errorCollection: true });
    // The second option makes it wait until the extension is there again.
    await developerPrivate.reload(extensionId, { failQuietly: true, populateErrorForUnpacked: true });
  }, extension.extensionId);
  const complaints = async () => {
    const info = await page.evaluate(
      async (id) => (globalThis as unknown as { chrome: ChromeOfExtensionsPage }).chrome.developerPrivate.getExtensionInfo(id),
      extension.extensionId,
    );
    expect(info.state).toBe('ENABLED');
    const errors = [...info.manifestErrors, ...info.runtimeErrors].map(({ message }) => message);
    return [...errors, ...(info.installWarnings ?? []), ...info.runtimeWarnings];
  };
  return { extension, complaints };
}

it('says nothing of the manifest, the background, the popup and every view of the panel', async () => {
  const server = await startServer();
  opened.push(server);
  const { extension, complaints } = await load(distFor('chrome'));
  const panel = await extension.openPanelTab();
  await connectTo(panel, server.url);
  for (const tab of ['Logs', 'Messages', 'Statistics', 'Page sockets', 'Compose', 'Overview'] satisfies TabName[]) await chooseTab(panel, tab);
  await extension.openPopup(await extension.newPage('about:blank'));
  expect(await complaints()).toEqual([]);
});

it('would say what is wrong', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-wrong-'));
  opened.push({ close: () => rm(folder, { recursive: true, force: true }) });
  await cp(distFor('chrome'), folder, { recursive: true });
  const manifest = path.join(folder, 'manifest.json');
  await writeFile(manifest, JSON.stringify({ ...(JSON.parse(await readFile(manifest, 'utf8')) as object), no_such_key: true }));
  for (const script of ['background.js', 'panel.js']) await appendFile(path.join(folder, script), `\nsetTimeout(() => { throw new Error('From ${script}'); });`);
  const { extension, complaints } = await load(folder);
  await extension.openPanelTab();
  const wanted = ["Unrecognized manifest key 'no_such_key'.", 'Uncaught Error: From background.js', 'Uncaught Error: From panel.js'];
  let said: string[] = [];
  const all = async () => {
    said = await complaints();
    return wanted.every((message) => said.includes(message));
  };
  await until(all, { describe: () => `${wanted.join(' ')}, not only ${said.join(' ')}` });
});
