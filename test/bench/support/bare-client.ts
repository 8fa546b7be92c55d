/**
 * The background that Holdfast is measured against: the same socket.io-client, in a service worker of the same manifest,
 * that counts log lines and does nothing else.
 */
import { WebSocket } from 'engine.io-client';
import { io, type Socket } from 'socket.io-client';
import browser from 'webextension-polyfill';

/** What the bench page tells it: which server, and after how many lines it says that it has had them. */
export interface BareOrder {
  readonly url: string;
  readonly count: number;
}

let socket: Socket | undefined;
let left = 0;

browser.runtime.onMessage.addListener(async (message: unknown) => {
  const { url, count } = message as BareOrder;
  left = count;
  socket ??= connected(url);
  const current = socket;
  if (!current.connected) await new Promise<void>((resolve) => { current.once('connect', resolve); });
});

function connected(url: string): Socket {
  const opened = io(url, { transports: [WebSocket], forceNew: true });
  opened.on('log_message', () => {
    left -= 1;
    if (left === 0) opened.emit('counted', Date.now());
  });
  return opened;
}
