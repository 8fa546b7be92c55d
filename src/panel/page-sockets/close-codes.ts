/** What the code with which a WebSocket was closed means, and what it means here. Pure. */
import type { PageSocket } from './page-sockets-fold.ts';

/** https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number, in words that help. */
const CODES: Readonly<Record<number, string>> = {
  1000: 'Normal closure.',
  1001: 'Going away: the page was left, or the server shut down.',
  1002: 'Protocol error: one side got a frame that the WebSocket protocol forbids.',
  1003: 'Unsupported data: one side got text where it takes binary only, or the other way round.',
  1005: 'No code was given: the close frame was empty.',
  1006: 'Abnormal: the connection ended without a close frame. The server or something in between dropped it, or it never stood.',
  1007: 'Invalid data: a text message was no UTF-8.',
  1008: 'Policy violation: the server refused a message, or this client.',
  1009: 'Message too big for the receiver. Compare it with the server’s largest payload.',
  1010: 'The client needed an extension that the server did not agree to.',
  1011: 'Internal error: the server failed while it handled this connection. Look into its log.',
  1012: 'The server restarts.',
  1013: 'The server is overloaded. Try again later.',
  1014: 'Bad gateway: a proxy got no valid answer from the server behind it.',
  1015: 'The TLS handshake failed: most often the certificate is not trusted.',
  3000: 'Unauthorized.',
  3003: 'Forbidden.',
  3008: 'The server timed out.',
};

/** A close code in words. */
export function closeCodeText(code: number): string {
  const known = CODES[code];
  if (known !== undefined) return known;
  if (code >= 3000 && code < 4000) return 'A code that a library or framework registered.';
  if (code >= 4000 && code < 5000) return 'The application’s own code: its documentation says what it means.';
  return 'No close code of the WebSocket protocol.';
}

const GOODBYES = {
  server: 'The server said goodbye first.',
  client: 'The page said goodbye first.',
} as const;

/** How a socket ended, in a sentence or two. */
export function closeText({ code, goodbye }: NonNullable<PageSocket['closed']>): string {
  if (code === 1006 && goodbye !== 'none') {
    return `${GOODBYES[goodbye]} The 1006 that follows, “Invalid frame header”, is normal: servers such as Werkzeug’s write an HTTP status into the WebSocket when it ends.`;
  }
  const words = code === null ? '' : closeCodeText(code);
  return [goodbye === 'none' ? '' : GOODBYES[goodbye], words].filter((part) => part !== '').join(' ');
}

/** Whether an end deserves a second look. */
export function endedBadly({ code, goodbye }: NonNullable<PageSocket['closed']>): boolean {
  return goodbye === 'none' && code !== null && code !== 1000 && code !== 1001 && code !== 1005;
}
