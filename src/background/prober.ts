/** Puts a diagnosis's questions with what a background has: fetch and WebSocket. */
import { answerOf, type Answer, type Asker, type HttpRequest } from '../probing/asker.ts';
import { attempt } from '../probing/socket-attempt.ts';
import { beginningOf } from './beginning-of.ts';

const BODY_LIMIT = 10_000;
/** A session id that no server ever gave out. Asking for it makes a server answer without opening a session. */
const NO_SESSION = 'holdfast';

const refused = answerOf({ outcome: 'refused' });

/** Only where cookies are this document's own are they sent: see offscreen-document.ts. */
const credentials = (globalThis as { readonly credentialless?: boolean }).credentialless === true ? 'include' : 'omit';

async function exchange({ url, method, body, signal }: HttpRequest): Promise<Answer | null> {
  try {
    const headers: Record<string, string> = body === null ? {} : { 'content-type': 'text/plain;charset=UTF-8' };
    const response = await fetch(url, { method, body, headers, credentials, cache: 'no-store', signal });
    return answerOf({ outcome: 'answered', status: response.status, headers: [...response.headers], body: await beginningOf(response, BODY_LIMIT) });
  } catch {
    return null;
  }
}

/** Whether anything answers at `url`, though we may not see what. */
async function answersAtAll(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    await fetch(url, { mode: 'no-cors', credentials, cache: 'no-store', signal });
    return true;
  } catch {
    return false;
  }
}

/**
 * A handshake. Without a host permission the answer of a server that allows no other origins is hidden, and so would be the
 * session that it opened, which nobody could close. So it is preceded by a request that opens none.
 */
async function handshake(asked: HttpRequest): Promise<Answer> {
  const harmless = { ...asked, url: `${asked.url}&sid=${NO_SESSION}` };
  const seen = await exchange(harmless);
  if (seen !== null) return (await exchange(asked)) ?? refused;
  return (await answersAtAll(harmless.url, asked.signal)) ? answerOf({ outcome: 'hidden' }) : refused;
}

/** Asks as the extension. An Origin of a page's takes a rule of the browser's: see {@link askerAsPages}. */
export const backgroundAsker: Asker = {
  canSetOrigin: false,
  request: async (asked) => (asked.method === 'GET' ? handshake(asked) : ((await exchange(asked)) ?? refused)),
  openSocket: (asked) => {
    try {
      return attempt(new WebSocket(asked.url), asked);
    } catch (error) {
      // Such as a URL that the browser refuses before it asks anybody.
      return { answer: Promise.resolve({ ...refused, error: error instanceof Error ? error.message : '' }), ended: Promise.resolve() };
    }
  },
};

/** Sends the requests of `action` to a URL with another Origin; null, without running it, where the user has given no access. */
export type WithOrigin = <T>(origin: string, url: string, action: () => Promise<T>) => Promise<T | null>;

/** Can ask as a page, too, where the user has allowed that. Without access to the server that answer counts as hidden: access is what would show it. */
export function askerAsPages(withOrigin: WithOrigin, canSetOrigin: () => boolean, request: Asker['request'] = backgroundAsker.request): Asker {
  return {
    ...backgroundAsker,
    get canSetOrigin() {
      return canSetOrigin();
    },
    request: async (asked) => {
      if (asked.origin === null) return request(asked);
      return (await withOrigin(asked.origin, asked.url, async () => request(asked))) ?? answerOf({ outcome: 'hidden' });
    },
  };
}
