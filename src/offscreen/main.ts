/**
 * The frame of the offscreen document, which hosts sockets and requests for the background: its only reason to be. It belongs
 * to the background that made it. When that one has gone, whatever it had ordered ends, and the document closes.
 */
import { nativeBrowser as browser } from '../native-browser.ts';
import { OFFSCREEN_PORT, parseOrder } from '../core/contract/offscreen.ts';
import { HostedSockets } from './hosted-sockets.ts';

// Only the background listens for ports, so whatever comes by this one comes from it.
const port = browser.runtime.connect({ name: OFFSCREEN_PORT });
const sockets = new HostedSockets((report) => port.postMessage(report));

port.onMessage.addListener((message) => {
  const order = parseOrder(message);
  if (order.ok) sockets.carryOut(order.value);
});
port.onDisconnect.addListener(() => {
  sockets.endAll();
  window.top?.close();
});
