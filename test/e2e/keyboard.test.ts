/** A day with Holdfast and no pointer: the focus is always somewhere, always seen, and never caught. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TargetType, type KeyInput, type Page } from 'puppeteer-core';
import { startServer, type TestServer } from '../servers/node-server.ts';
import { launchExtension, rowCount, sessionId, waitForStatus, type RunningExtension } from '../support/extension.ts';
import { until } from '../support/until.ts';

const VIEWS = ['Overview', 'Logs', 'Messages', 'Statistics', 'Page sockets', 'Compose', 'Recordings', 'Settings'];

let server: TestServer;
let extension: RunningExtension;
let site: Page;
let view: Page;

beforeAll(async () => {
  server = await startServer();
  extension = await launchExtension();
  site = await extension.newPage('data:text/html,<title>any page</title>');
});

afterAll(async () => {
  await extension?.close();
  await server?.close();
});

/** What has the focus: its role, and its name as far as it stands in the document. */
async function focused(): Promise<{ name: string; isBody: boolean; isSeen: boolean }> {
  return view.evaluate(() => {
    const element = document.activeElement ?? document.body;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    const label = element.getAttribute('aria-label') ?? document.getElementById(element.getAttribute('aria-labelledby') ?? '')?.textContent;
    // Rows would cover an outline of a list, so its frame is drawn above them.
    const frame = getComputedStyle(element.closest('.grid-frame') ?? element, '::after');
    const isRing = (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1) || (frame.content !== 'none' && frame.borderTopStyle === 'solid');
    return {
      name: (label ?? (element as HTMLInputElement).labels?.[0]?.textContent ?? element.textContent ?? '').trim(),
      isBody: element === document.body,
      isSeen: element.matches(':focus-visible') && (isRing || boxShadow !== 'none'),
    };
  });
}

/** Presses a key, after which the focus has to be somewhere and seen. */
async function press(key: KeyInput, modifier?: KeyInput): Promise<void> {
  if (modifier !== undefined) await view.keyboard.down(modifier);
  await view.keyboard.press(key);
  if (modifier !== undefined) await view.keyboard.up(modifier);
  await expectFocus(`after ${key}`);
}

async function expectFocus(when: string): Promise<void> {
  let found: unknown;
  const isThere = async () => {
    const focus = await focused();
    found = focus;
    return !focus.isBody && focus.isSeen;
  };
  await until(isThere, { describe: () => `a focus that is seen ${when}, instead of ${JSON.stringify(found)}` });
}

/** Goes to an element by Tab alone. Nothing takes more stops than there are in the whole view. */
async function tabTo(name: string | RegExp): Promise<void> {
  const passed: string[] = [];
  const isThere = (found: string) => (typeof name === 'string' ? found === name : name.test(found));
  for (let stops = 0; stops < 80; stops += 1) {
    const { name: found, isBody } = await focused();
    if (isThere(found)) return expectFocus(`on ${found}`);
    passed.push(found);
    await view.keyboard.press('Tab');
    // Behind the last stop the browser's own buttons follow, which are none in a view without a window.
    if (!isBody && stops > 0) continue;
  }
  throw new Error(`Tab never came to ${String(name)}, but to ${passed.map((each) => each.slice(0, 30)).join(', ')}.`);
}

async function type(text: string): Promise<void> {
  await press('a', 'Control');
  await view.keyboard.type(text);
}

describe('in the panel, by keys alone', () => {
  beforeAll(async () => {
    view = await extension.openPanelTab();
    await waitForStatus(view, 'Connection', /^Disconnected/);
  });

  it('connects', async () => {
    await tabTo('Server URL');
    await type(server.url);
    await press('Enter');
    await waitForStatus(view, 'Acknowledgement', /^Acknowledged/);
    await expectFocus('once it is connected');
  });

  it('comes to every view by Tab and the arrows, and through each without being caught', async () => {
    for (const [index, name] of VIEWS.entries()) {
      await tabTo(VIEWS[Math.max(0, index - 1)]!);
      if (index > 0) await press('ArrowRight');
      expect((await focused()).name).toBe(name);
      await until(() => view.$eval('[role="tabpanel"]:not([hidden])', (shown) => shown.querySelector('[aria-busy="true"]') === null), { describe: `the view ${name}` });
      await walkThrough(name);
    }
  });

  it('filters the log, opens a line, copies it and closes it', async () => {
    for (const message of ['alpha', 'beta one', 'beta two']) server.log({ level: 'info', message });
    await tabTo('Settings');
    await press('Home');
    await press('ArrowRight');
    await until(async () => (await rowCount(view, 'Server logs')) >= 3, { describe: 'the lines' });
    await press('/');
    expect((await focused()).name).toBe('Filter');
    await view.keyboard.type('beta');
    await until(async () => (await rowCount(view, 'Server logs')) === 2, { describe: 'the filter' });
    await tabTo('Server logs');
    await press('End');
    await press('Enter');
    await until(() => view.$('.detail'), { describe: 'the line' });
    await tabTo('Copy line');
    await press('Enter');
    await until(() => view.$('.toast'), { describe: 'the notice' });
    await press('Escape');
    await until(async () => (await view.$('.detail')) === null, { describe: 'the line to close' });
    await expectFocus('once the line is closed');
  });

  it('opens the export dialog, goes around in it, and comes back to where it was', async () => {
    await tabTo('Export…');
    await press('Enter');
    await until(() => view.$('dialog[open] form'), { describe: 'the dialog' });
    await tabTo('Save file');
    expect(await view.evaluate(() => document.activeElement?.closest('dialog') !== null)).toBe(true);
    await press('Escape');
    await until(async () => (await view.$('dialog[open]')) === null, { describe: 'the dialog to close' });
    expect((await focused()).name).toBe('Export…');
  });

  it('edits a connection, and says what is wrong with it where the focus is', async () => {
    await tabTo('Edit…');
    await press('Enter');
    await until(() => view.$('dialog[open] form'), { describe: 'the editor' });
    await tabTo(/^Name/);
    await type('By keys');
    await press('Enter');
    await until(async () => (await view.$('dialog[open]')) === null, { describe: 'the editor to close' });
    await until(() => view.$('::-p-text(By keys)'), { describe: 'the new name' });
    expect((await focused()).name).toBe('Edit…');
  });

  it('deletes a connection and takes that back, and the focus is somewhere after each', async () => {
    await tabTo('Duplicate');
    await press('Enter');
    await until(async () => (await view.$$('.connection-list .connection-item')).length === 2, { describe: 'the second connection' });
    await tabTo('Delete');
    await press('Enter');
    await tabTo('Undo');
    await press('Enter');
    await until(async () => (await view.$$('.connection-list .connection-item')).length === 2, { describe: 'the connection to be back' });
    await expectFocus('once the notice is gone');
  });

  it('deletes a recording', async () => {
    await tabTo(/^(Logs|Recordings|Settings)$/);
    await press('End');
    await press('ArrowLeft');
    await until(() => view.$('#view-recordings tbody tr'), { describe: 'the recordings' });
    await tabTo(/^Delete (?!all)./);
    const button = await view.evaluateHandle(() => document.activeElement!);
    await press('Enter');
    await until(() => button.evaluate((element) => !element.isConnected), { describe: 'the recording to go' });
    await expectFocus('once the recording is gone');
  });

  it('disconnects', async () => {
    await tabTo('Disconnect');
    await press('Enter');
    await waitForStatus(view, 'Connection', /^Disconnected/);
    await expectFocus('once it is disconnected');
  });
});

describe('in the popup, by keys alone', () => {
  beforeEach(async () => {
    await view?.close().catch(() => {});
    view = await extension.openPopup(site);
  });

  it('reconnects, and says which keys do that anywhere', async () => {
    await waitForStatus(view, 'Connection', /^Disconnected/);
    expect(await view.$('aria/Your first connection[role="region"]')).toBeNull();
    await until(() => view.$('::-p-text(Alt+Shift+K reconnects)'), { describe: 'the keys' });
    await tabTo('Reconnect');
    await press('Enter');
    await waitForStatus(view, 'Acknowledgement', /^Acknowledged/);
    await expectFocus('once it is connected');
  });

  it('shows how it is in the toolbar, and reconnects by the shortcut with nothing open', async () => {
    const sid = await sessionId(view);
    const worker = await extension.browser.waitForTarget((target) => target.type() === TargetType.SERVICE_WORKER);
    // A key of the browser's own cannot be pressed without its window. What comes of it is this event.
    await (await worker.worker())!.evaluate(() => {
      const { commands } = (globalThis as unknown as { chrome: { commands: { onCommand: { dispatch(command: string): void } } } }).chrome;
      commands.onCommand.dispatch('reconnect');
    });
    await until(async () => ![sid, ''].includes(await sessionId(view)), { describe: 'another session' });
    await waitForStatus(view, 'Connection', /^Connected/);
  });
});

/** Every stop of the shown view in turn, each of them seen, until the focus leaves the document. */
async function walkThrough(name: string): Promise<void> {
  const stops = new Set<string>();
  for (let stop = 0; stop < 80; stop += 1) {
    await view.keyboard.press('Tab');
    const focus = await focused();
    if (focus.isBody) return;
    expect.soft(focus.isSeen, `${focus.name} in ${name}`).toBe(true);
    stops.add(focus.name);
  }
  throw new Error(`Tab did not come out of ${name}: ${[...stops].map((each) => each.slice(0, 30)).join(', ')}`);
}
