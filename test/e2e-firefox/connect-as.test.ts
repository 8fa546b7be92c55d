/** Connecting as a page's origin in Firefox, whose rules reach the background's own sockets, and to certificates that the user has accepted. */
import type { IncomingMessage } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AS_OURSELVES } from '../../src/core/settings/connect-as.ts';
import { fill, press, statusText, waitForStatus } from '../support/firefox/controls.ts';
import type { FirefoxDocument } from '../support/firefox/document.ts';
import { launchFirefox, type FirefoxTab, type RunningFirefox } from '../support/firefox/firefox.ts';
import { textsOf } from '../support/firefox/lists.ts';
import { chooseProfile, sendCommand } from '../support/firefox/profiles.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';
import type { Service } from '../servers/service.ts';
import { startSecureServer } from '../servers/secure-server.ts';
import { selfSignedCertificate } from '../servers/self-signed.ts';
import { startSocketSite } from '../servers/socket-site.ts';

/** Whoever it is that the server lets in. No page has this origin. */
const ORIGIN = 'http://page.example:3000';

interface Seen {
  readonly transport: string | null;
  readonly origin: string | undefined;
  readonly tenant: string | string[] | undefined;
}

let server: TestServer;
let secure: Service;
let firefox: RunningFirefox;
let tab: FirefoxTab;
let panel: FirefoxDocument;
const certificate = selfSignedCertificate();
const letIn = [ORIGIN];
let seen: Seen[] = [];

beforeAll(async () => {
  server = await startServer({
    cors: { origin: letIn },
    allowRequest: ({ url, headers }: IncomingMessage, decide: (error: string | null, allowed: boolean) => void) => {
      seen.push({ transport: new URL(url ?? '', 'http://x').searchParams.get('transport'), origin: headers.origin, tenant: headers['x-tenant'] });
      decide(null, headers.origin !== undefined && letIn.includes(headers.origin));
    },
  });
  secure = await startSecureServer(certificate);
  firefox = await launchFirefox();
  tab = await firefox.openPanelTab();
  panel = tab.document;
});

afterAll(async () => {
  await firefox?.close();
  await Promise.all([server?.close(), secure?.close()]);
});

afterEach(async () => {
  await tab.select();
  await panel.with('button', 'Disconnect', async (element, { click }) => (element.ariaDisabled === 'true' ? undefined : click(element)));
  seen = [];
});

interface ExtensionApi {
  readonly declarativeNetRequest: { getSessionRules(): Promise<unknown[]> };
}

const rules = () => panel.evaluate(async () => (await (globalThis as unknown as { browser: ExtensionApi }).browser.declarativeNetRequest.getSessionRules()).length);

describe('a server that names its origins', () => {
  it('refuses the extension, and lets it in as one of them once the user has allowed that', async () => {
    await fill(panel, 'textbox', 'Server URL', server.url);
    await press(panel, 'Connect');
    await waitForStatus(panel, 'Connection', /^Reconnecting/);
    expect(seen.find(({ transport }) => transport === 'websocket')?.origin).toBe(firefox.origin);
    await press(panel, 'Edit…');
    await fill(panel, 'textbox', 'Origin Empty for the extension’s own', `${ORIGIN}/cart`);
    expect((await textsOf(panel, 'dialog[open]')).join()).toContain('Firefox accepts it for Holdfast, too');
    await press(panel, 'Save and connect');
    expect(await firefox.answerPermission('Allow')).toContain('127.0.0.1');
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    expect((await textsOf(panel, '.view-overview')).join()).toContain(`Connecting as ${ORIGIN}`);
  });

  it.each(['websocket', 'polling'] as const)('gets origin and headers by %s, and no rule is left behind', async (transport) => {
    await chooseProfile(panel, { id: `as-${transport}`, url: server.url, transports: [transport], connectAs: { ...AS_OURSELVES, origin: ORIGIN, headers: { 'X-Tenant': 'a' } } });
    await press(panel, 'Connect');
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    await waitForStatus(panel, 'Heartbeat', /\d ms/);
    expect(await statusText(panel, 'Transport')).toBe(transport);
    expect(new Set(seen.map((each) => JSON.stringify(each)))).toEqual(new Set([JSON.stringify({ transport, origin: ORIGIN, tenant: 'a' })]));
    expect(await rules()).toBe(2);
    await press(panel, 'Disconnect');
    await until(async () => (await rules()) === 0, { describe: 'the rules to go' });
    await until(() => server.engineConnections() === 0, { describe: 'the end on the server' });
  });

  it('sees a connection whose background was stopped come back as the same, and a page’s own origin as it is', async () => {
    await chooseProfile(panel, { id: 'as', url: server.url, transports: ['websocket'], connectAs: { ...AS_OURSELVES, origin: ORIGIN } });
    await press(panel, 'Connect');
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    await firefox.stopBackground();
    await until(() => seen.length === 2, { describe: 'the second connect' });
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    expect(seen.map(({ origin }) => origin)).toEqual([ORIGIN, ORIGIN]);
    const site = await startSocketSite(() => ({ '/': `<title>page</title><script>new WebSocket('${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket');</script>` }));
    try {
      const page = await firefox.newTab(site.url('/'));
      await until(() => seen.length === 3, { describe: 'the page’s socket' });
      expect(seen[2]?.origin).toBe(new URL(site.url('/')).origin);
      await page.close();
    } finally {
      await site.close();
    }
  });
});

describe('a certificate that nobody vouches for', () => {
  it('is trusted as soon as the user has accepted it, without a setting', async () => {
    const connect = async (transport: 'websocket' | 'polling') => {
      await chooseProfile(panel, { id: `secure-${transport}`, url: secure.url, transports: [transport] });
      await press(panel, 'Connect');
    };
    await connect('websocket');
    await waitForStatus(panel, 'Connection', /^Reconnecting/);
    await sendCommand(panel, { type: 'disconnect', profile: 'secure-websocket' });
    await firefox.acceptCertificate(certificate.cert, new URL(secure.url));
    for (const transport of ['websocket', 'polling'] as const) {
      await connect(transport);
      await waitForStatus(panel, 'Connection', /^Connected/);
      await press(panel, 'Disconnect');
    }
  });
});
