/**
 * The entry point of the background. Browsers wake a background only for listeners that it registers synchronously when
 * it starts, so they all stand here; whatever they bring waits until the background has read what earlier ones left.
 */
import type { Runtime } from 'webextension-polyfill';
import { nativeBrowser as browser } from '../native-browser.ts';
import { PAGE_PORT, parseCommand, VIEW_PORT } from '../core/contract/messages.ts';
import { HOSTED_PAGE, OFFSCREEN_PORT } from '../core/contract/offscreen.ts';
import { Background } from './background.ts';
import { carryOut } from './commands.ts';
import { faults } from './faults.ts';
import { commandOfShortcut } from './shortcuts.ts';

addEventListener('error', ({ error, message }: ErrorEvent) => faults.note('background', error ?? message));
addEventListener('unhandledrejection', ({ reason }: PromiseRejectionEvent) => faults.note('background', reason));

let isBrowserStart = false;
const background = Background.start(() => isBrowserStart);

/** Only this extension's own pages may send commands: not a content script, which runs in a page, nor another extension. */
function isOwnPage(sender: Runtime.MessageSender | undefined): boolean {
  return sender?.id === browser.runtime.id && sender.url !== undefined && sender.url.startsWith(browser.runtime.getURL(''));
}

async function onMessage(port: Runtime.Port, message: unknown): Promise<void> {
  const command = parseCommand(message);
  if (!command.ok) return;
  const ready = await background;
  const error = await carryOut(ready, command.value, port);
  ready.hub.reply(port, command.value.id, error);
}

async function onShortcut(shortcut: string): Promise<void> {
  const ready = await background;
  const command = commandOfShortcut(shortcut, ready.settings.current.selected);
  if (command === null) return;
  const error = await carryOut(ready, command, null);
  // Whoever presses a key has no view that would say what is wrong. The popup's Reconnect does, and can ask for access.
  if (error === null) return;
  try {
    await browser.action.openPopup();
  } catch {
    // Chrome lets an extension do that from version 127 on. Whoever opens it is told the same there.
  }
}

browser.runtime.onConnect.addListener((port) => {
  const { sender } = port;
  // A bridge runs in a page, so all that it may do is report what that page does.
  if (port.name.startsWith(`${PAGE_PORT}:`) && sender?.id === browser.runtime.id && sender.tab?.id !== undefined) {
    const { id: tabId, url } = sender.tab;
    // The address is told where there is access to the site, which is where bridges are.
    if (url !== undefined) void background.then((ready) => ready.seePage(tabId, url));
    void background.then(async ({ pages }) => pages.onBridge(tabId, port));
    port.onMessage.addListener((message) => void background.then(async ({ pages }) => pages.onBridgeMessage(tabId, port, message)));
    port.onDisconnect.addListener(() => void background.then(async ({ pages }) => pages.onBridgeGone(tabId, port)));
    return;
  }
  if (port.name === OFFSCREEN_PORT && isOwnPage(sender) && sender?.url === browser.runtime.getURL(HOSTED_PAGE)) {
    void background.then(({ networks }) => networks.offscreen.accept(port));
    return;
  }
  if (port.name !== VIEW_PORT || !isOwnPage(port.sender)) {
    port.disconnect();
    return;
  }
  port.onMessage.addListener((message) => void onMessage(port, message));
  port.onDisconnect.addListener(() => void background.then(({ hub }) => hub.forget(port)));
});

browser.commands.onCommand.addListener((shortcut) => void onShortcut(shortcut));

browser.tabs.onRemoved.addListener((tabId) => void background.then((ready) => ready.onTabClosed(tabId)));

// Access may be taken back in the browser's own pages, of which no view of ours hears.
browser.permissions.onAdded.addListener(() => void background.then((ready) => ready.onAccessChange()));
browser.permissions.onRemoved.addListener(() => void background.then((ready) => ready.onAccessChange()));

browser.runtime.onStartup.addListener(() => {
  isBrowserStart = true;
});
// These exist to start the background: it takes up its connections by itself whenever it starts.
browser.alarms.onAlarm.addListener(() => {});
browser.runtime.onInstalled.addListener(() => {});

// Firefox says when it is about to stop a background, and waits for what a listener returns, of which the types know nothing.
// Chromium never says so.
browser.runtime.onSuspend.addListener((): unknown => background.then(({ recorder }) => recorder.flush()));
