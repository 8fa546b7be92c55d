/** JSONP polling, for pages without CORS: engine.io's `polling-jsonp` transport, in both revisions of Engine.IO. */

const RESPONSE = /^(?:\/\*\*\/)?___eio\[\d*\]\((".*")\);?\s*$/s;

/** Whether a polling body is wrapped. No other body begins like this: `_` and `d` are neither a packet type nor a length. */
export function isJsonp(body: string, direction: 'in' | 'out'): boolean {
  return direction === 'in' ? body.startsWith('___eio[') || body.startsWith('/**/___eio[') : body.startsWith('d=');
}

/** The payload inside the body `___eio[j]("…");` of a response or `d=…` of a request; null if it cannot be read. */
export function unwrapJsonp(body: string, direction: 'in' | 'out'): string | null {
  try {
    if (direction === 'in') {
      const value: unknown = JSON.parse(RESPONSE.exec(body)?.[1] ?? '');
      return typeof value === 'string' ? value : null;
    }
    const value = decodeURIComponent(body.slice(2).replaceAll('+', ' '));
    // Forms rewrite newlines, so the client sends one as a backslash and "n", and those two as two backslashes and "n".
    return value.replace(/(\\)?\\n/g, (match, slash) => (slash === undefined ? '\n' : match)).replaceAll('\\\\n', '\\n');
  } catch {
    return null;
  }
}
