/** What the code with which a WebSocket was closed means, and what it means here. Pure. */
import type { PageSocket } from './page-sockets-fold.ts';
import { isKey, say, sayInTurn } from '../../core/words/say.ts';

/** A close code in words. https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number, in words that help. */
export function closeCodeText(code: number): string {
  const known = `pageSockets_code_${code}`;
  if (isKey(known)) return say(known);
  if (code >= 3000 && code < 4000) return say('pageSockets_code_registered');
  if (code >= 4000 && code < 5000) return say('pageSockets_code_ofTheApplication');
  return say('pageSockets_code_none');
}

/** How a socket ended, in a sentence or two. */
export function closeText({ code, goodbye }: NonNullable<PageSocket['closed']>): string {
  const first = goodbye === 'none' ? [] : [say(`pageSockets_goodbye_${goodbye}`)];
  if (code === null) return sayInTurn(first);
  return sayInTurn([...first, code === 1006 && goodbye !== 'none' ? say('pageSockets_code_invalidFrame') : closeCodeText(code)]);
}

/** Whether an end deserves a second look. */
export function endedBadly({ code, goodbye }: NonNullable<PageSocket['closed']>): boolean {
  return goodbye === 'none' && code !== null && code !== 1000 && code !== 1001 && code !== 1005;
}
