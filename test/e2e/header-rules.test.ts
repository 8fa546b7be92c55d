/** The permission for replacing request headers: asked for when it is first used, put to use by the next start of Chromium, taken back at any time. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import { AS_OURSELVES } from '../../src/core/settings/connect-as.ts';
import { HEADER_RULES } from '../../src/core/settings/access.ts';
import { changeJson, launchChanged } from '../support/changed-extension.ts';
import { chooseTab, press, statusText, waitForStatus, type RunningExtension } from '../support/extension.ts';
import { launchPermitted } from '../support/permitted-extension.ts';
import { saveProfile } from '../support/profiles.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';

const HOSTS = ['http://127.0.0.1/*', 'ws://127.0.0.1/*'];
const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

interface Manifest {
  permissions: string[];
  host_permissions?: string[];
}

/** The panel of an extension, with a profile that connects as a page. */
async function panelAs(extension: RunningExtension): Promise<{ panel: Page; server: TestServer; origins: (string | undefined)[] }> {
  closers.push(async () => extension.close());
  const origins: (string | undefined)[] = [];
  const server = await startServer({
    allowRequest: ({ headers }, decide) => {
      origins.push(headers.origin);
      decide(null, true);
    },
  });
  closers.push(async () => server.close());
  const panel = await extension.openPanelTab();
  await saveProfile(panel, { id: 'as', name: 'as', url: server.url, connectAs: { ...AS_OURSELVES, origin: 'http://page.example' } });
  await panel.select('aria/Profile', 'as');
  return { panel, server, origins };
}

const allowed = (panel: Page, permission: string) =>
  panel.evaluate(async (name) => {
    const { chrome } = globalThis as unknown as { chrome: { permissions: { contains(access: { permissions: string[] }): Promise<boolean> } } };
    return chrome.permissions.contains({ permissions: [name] });
  }, permission);

describe('an extension that was loaded without the permission', () => {
  it('asks for it at Connect, says that the browser has to be started anew, and sends nothing as somebody else', async () => {
    const permitHosts = async (folder: string) => changeJson<Manifest>(folder, 'manifest.json', (manifest) => ({ ...manifest, host_permissions: HOSTS }));
    const { panel, origins } = await panelAs(await launchChanged(permitHosts, { thenAsBuilt: true }));
    expect(await allowed(panel, HEADER_RULES)).toBe(false);
    await press(panel, 'Connect');
    await until(() => panel.$('::-p-text(close all windows of the browser)'), { describe: 'what to do' });
    expect(await allowed(panel, HEADER_RULES)).toBe(true);
    // Again, in the same browser, and with whatever asks the server as a page.
    await press(panel, 'Connect');
    await chooseTab(panel, 'Settings');
    await until(() => panel.$('aria/Revoke Changing request headers[role="button"]'), { describe: 'the permission in the settings' });
    expect(origins).toEqual([]);
    expect(await statusText(panel, 'Connection')).toMatch(/^Disconnected/);
  });
});

describe('a permission that was given', () => {
  it('is given back when the browser starts and no connection needs it', async () => {
    const extension = await launchPermitted(HOSTS, { optional: true });
    closers.push(async () => extension.close());
    const panel = await extension.openPanelTab();
    await until(async () => !(await allowed(panel, HEADER_RULES)), { describe: 'the permission to go' });
    expect(await allowed(panel, 'scripting')).toBe(true);
  });

  it.each([
    ['the permission', 'Revoke Changing request headers'],
    ['the access to the host', 'Revoke 127.0.0.1'],
  ])('ends a connection as somebody else when %s is taken back, which does not go on as the extension', async (_, button) => {
    const { panel, server, origins } = await panelAs(await launchPermitted(HOSTS, { optional: true }));
    // Chromium asks nobody for this one, so pressing Connect is enough.
    await press(panel, 'Connect');
    await waitForStatus(panel, 'Connection', /^Connected/);
    await chooseTab(panel, 'Settings');
    await panel.locator(`aria/${button}[role="button"]`).click();
    await waitForStatus(panel, 'Connection', /^Failed/);
    await until(() => panel.$('::-p-text(was revoked)'), { describe: 'why it ended' });
    await until(() => server.engineConnections() === 0, { describe: 'the end on the server' });
    expect(new Set(origins)).toEqual(new Set(['http://page.example']));
  });
});
