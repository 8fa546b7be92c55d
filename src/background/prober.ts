/** Puts a diagnosis's questions with what a background has: fetch and WebSocket. */
import { answerOf, type Answer, type Asker, type HttpRequest } from '../probing/asker.ts';
import { attempt } from '../probing/socket-attempt.ts';

const BODY_LIMIT = 10_000;
/** A session id that no server ever gave out. Asking for it makes a server answer without opening a session. */
const NO_SESSION = 'holdfast';

/** Reads no more of a body than is of use, and lets go of the rest. */
async function beginningOf(response: Response): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let text = '';
  while (text.length < BODY_LIMIT) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
  }
  await reader.cancel();
  return text;
}

async function exchange({ url, method, body, signal }: HttpRequest): Promise<Answer | null> {
  try {
    const headers: Record<string, string> = body === null ? {} : { 'content-type': 'text/plain;charset=UTF-8' };
    const response = await fetch(url, { method, body, headers, credentials: 'omit', cache: 'no-store', signal });
    return answerOf({ outcome: 'answered', status: response.status, headers: [...response.headers], body: await beginningOf(response) });
  } catch {
    return null;
  }
}

/** Whether anything answers at `url`, though we may not see what. */
async function answersAtAll(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    await fetch(url, { mode: 'no-cors', credentials: 'omit', cache: 'no-store', signal });
    return true;
  } catch {
    return false;
  }
}

/**
 * Asks by HTTP. Without a host permission the answer of a server that allows no other origins is hidden, and so would be the
 * session that it opened, which nobody could close. So a handshake is preceded by a request that opens none.
 */
async function request(asked: HttpRequest): Promise<Answer> {
  const opensSession = asked.method === 'GET';
  const harmless = opensSession ? { ...asked, url: `${asked.url}&sid=${NO_SESSION}` } : asked;
  const first = await exchange(harmless);
  if (first === null) return answerOf({ outcome: (await answersAtAll(harmless.url, asked.signal)) ? 'hidden' : 'refused' });
  return opensSession ? ((await exchange(asked)) ?? answerOf({ outcome: 'refused' })) : first;
}

/** An Origin of a page's cannot be set from here: it takes a rule of the browser's, which is not the prober's to make. */
export const backgroundAsker: Asker = {
  canSetOrigin: false,
  request,
  openSocket: (asked) => {
    try {
      return attempt(new WebSocket(asked.url), asked);
    } catch (error) {
      // Such as a URL that the browser refuses before it asks anybody.
      const refused = answerOf({ outcome: 'refused', error: error instanceof Error ? error.message : '' });
      return { answer: Promise.resolve(refused), ended: Promise.resolve() };
    }
  },
};
