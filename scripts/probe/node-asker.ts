/** Puts a diagnosis's questions with Node's means, which show what a browser hides: status, headers, and why there was none. */
import http from 'node:http';
import https from 'node:https';
import { WebSocket } from 'ws';
import { Cookies } from './cookies.ts';
import { answerOf, type Answer, type Asker, type HttpRequest } from '../../src/core/probing/asker.ts';
import { attempt } from '../../src/core/probing/socket-attempt.ts';
import { lowerSteps } from './lower-steps.ts';
import { errorName, strangeWords } from './network-error.ts';

const BODY_LIMIT = 10_000;

/** As many redirects as a browser follows. */
const MOST_REDIRECTS = 20;

function headersOf({ headersDistinct }: http.IncomingMessage): [string, string][] {
  return Object.entries(headersDistinct).flatMap(([name, values = []]) => values.map((value): [string, string] => [name, value]));
}

/** Where a redirect leads, or null of any other answer. */
function redirectOf({ status, headers }: Answer, asked: string): string | null {
  const location = headers.find(([name]) => name === 'location')?.[1];
  if (status === null || ![301, 302, 303, 307, 308].includes(status) || location === undefined || !URL.canParse(location, asked)) return null;
  const { protocol, href } = new URL(location, asked);
  return /^(https?|wss?):$/.test(protocol) ? href : null;
}

/** Reads no more of a body than is of use. One that is cut off ends where it was. */
async function beginningOf(message: http.IncomingMessage): Promise<string> {
  let text = '';
  try {
    for await (const chunk of message.setEncoding('utf8')) {
      text += String(chunk);
      if (text.length >= BODY_LIMIT) break;
    }
  } catch {
    // What came before the end is the body.
  }
  return text;
}

const answered = async (message: http.IncomingMessage): Promise<Answer> =>
  answerOf({ outcome: 'answered', status: message.statusCode ?? null, headers: headersOf(message), body: await beginningOf(message) });

/** One request, whose answer may be a redirect. */
async function exchange({ url, method, body, origin, cookies, signal }: HttpRequest): Promise<Answer> {
  return new Promise((resolve) => {
    const { request: send } = url.startsWith('https:') ? https : http;
    const headers: Record<string, string> = {
      accept: '*/*',
      ...(origin === null ? {} : { origin }),
      ...(body === null ? {} : { 'content-type': 'text/plain;charset=UTF-8' }),
      ...cookies?.headers(url),
    };
    // Each on a connection of its own, as different clients would be: that is how a load balancer shows itself.
    const sent = send(url, { method, headers, agent: false, signal }, (message) => {
      cookies?.keep(url, message.headers['set-cookie'] ?? []);
      resolve(answered(message));
    });
    sent.on('error', (error) => resolve(answerOf({ outcome: 'refused', body: strangeWords(error), error: errorName(error) })));
    sent.end(body ?? undefined);
  });
}

/**
 * Follows redirects as the XMLHttpRequest of a browser would. By 301, 302 and 303 it would make a GET of a POST, which says
 * nothing of what was to be sent: then the redirect is the answer.
 */
async function request(asked: HttpRequest): Promise<Answer> {
  const redirects: [number, string][] = [];
  for (let next = asked; ; ) {
    const answer = await exchange(next);
    const url = redirectOf(answer, next.url);
    const losesBody = next.body !== null && answer.status! < 307;
    if (url === null || losesBody || redirects.length >= MOST_REDIRECTS) return { ...answer, redirects };
    redirects.push([answer.status!, url]);
    next = { ...next, url };
  }
}

export const nodeAsker: Asker = {
  canSetOrigin: true,
  lower: lowerSteps,
  cookies: () => new Cookies(),
  request,
  openSocket: (asked) => {
    let known: Partial<Answer> = {};
    const socket = new WebSocket(asked.url, { ...(asked.origin === null ? {} : { origin: asked.origin }), perMessageDeflate: false });
    socket.on('upgrade', (message) => (known = { headers: headersOf(message) }));
    socket.on('error', (error) => (known = { error: errorName(error), ...known }));
    socket.on('unexpected-response', (_request, message) => {
      void answered(message).then((answer) => {
        known = answer;
        socket.terminate();
      });
    });
    return attempt(socket, asked, () => known);
  },
};
