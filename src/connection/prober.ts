/** Puts a diagnosis's questions with what a background has: fetch and WebSocket. */
import { answerOf, type Answer, type Asker, type HttpRequest } from '../core/probing/asker.ts';
import { sessionAddress } from '../core/probing/exchange.ts';
import { attempt } from '../core/probing/socket-attempt.ts';
import { beginningOf } from './beginning-of.ts';

const BODY_LIMIT = 10_000;
/** A session id that no server ever gave out. Asking for it makes a server answer without opening a session. */
const NO_SESSION = 'holdfast';

/** Only where cookies are this document's own are they sent: see offscreen-document.ts. */
const credentials = (globalThis as { readonly credentialless?: boolean }).credentialless === true ? 'include' : 'omit';

const refused = answerOf({ outcome: 'refused' });

/** What every request has: no cookies of the user's, nothing from a cache, and a body as an Engine.IO client sends it. */
function initOf({ method, body, signal }: HttpRequest): RequestInit {
  const headers: Record<string, string> = body === null ? {} : { 'content-type': 'text/plain;charset=UTF-8' };
  return { method, body, headers, credentials, cache: 'no-store', signal };
}

async function exchange(asked: HttpRequest): Promise<Answer | null> {
  try {
    const response = await fetch(asked.url, initOf(asked));
    // The browser follows redirects by itself, and tells where they led alone.
    const redirects = response.redirected ? [[0, response.url] as const] : [];
    return answerOf({ outcome: 'answered', status: response.status, headers: [...response.headers], body: await beginningOf(response, BODY_LIMIT), redirects });
  } catch {
    return null;
  }
}

/** Whether the answer is a redirect: to where an answer is hidden, since asking there failed. The browser tells no more of it. */
async function isRedirected(asked: HttpRequest): Promise<boolean> {
  try {
    const { type } = await fetch(asked.url, { ...initOf(asked), redirect: 'manual' });
    return type === 'opaqueredirect';
  } catch {
    return false;
  }
}

/** Whether there is any answer, though we may not see what. */
async function answersAtAll(asked: HttpRequest): Promise<boolean> {
  try {
    await fetch(asked.url, { ...initOf(asked), mode: 'no-cors' });
    return true;
  } catch {
    return false;
  }
}

/** What can be told of a request whose answer is not to be seen. */
async function unseen(asked: HttpRequest): Promise<Answer> {
  if (await isRedirected(asked)) return answerOf({ outcome: 'hidden', redirects: [[0, '']] });
  return (await answersAtAll(asked)) ? answerOf({ outcome: 'hidden' }) : refused;
}

/**
 * A handshake. Without a host permission the answer of a server that allows no other origins is hidden, and so would be the
 * session that it opened, which nobody could close. So it is preceded by a request that opens none.
 */
async function handshake(asked: HttpRequest): Promise<Answer> {
  const harmless = { ...asked, url: sessionAddress(asked.url, NO_SESSION) };
  const seen = await exchange(harmless);
  return seen === null ? unseen(harmless) : ((await exchange(asked)) ?? refused);
}

async function ask(asked: HttpRequest): Promise<Answer> {
  if (asked.opensSession) return handshake(asked);
  return (await exchange(asked)) ?? unseen(asked);
}

/** Asks as the extension. An Origin of a page's takes a rule of the browser's: see {@link askerAsPages}. */
export const backgroundAsker: Asker = {
  canSetOrigin: false,
  lower: null,
  cookies: () => null,
  request: ask,
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
