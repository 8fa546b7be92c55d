/** Puts a diagnosis's questions with Node's means, which show what a browser hides: status, headers, and why there was none. */
import http from 'node:http';
import https from 'node:https';
import { WebSocket } from 'ws';
import { Cookies } from './cookies.ts';
import { answerOf, type Answer, type Asker, type HttpRequest } from '../../src/probing/asker.ts';
import { attempt } from '../../src/probing/socket-attempt.ts';

const BODY_LIMIT = 10_000;

/** A process asks as one client does: the cookies that one answer sets come with the next question. */
const cookies = new Cookies();

/** Node's error codes for a certificate that it does not trust all say one thing. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/;

/** `ECONNREFUSED` and the like; `certificate` and the code where that is why. */
function nameOf(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.message;
  return CERTIFICATE.test(code) ? `certificate: ${code}` : code;
}

function headersOf({ headers }: http.IncomingMessage): [string, string][] {
  return Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]);
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

async function request({ url, method, body, origin, signal }: HttpRequest): Promise<Answer> {
  return new Promise((resolve) => {
    const { request: send } = url.startsWith('https:') ? https : http;
    const headers: Record<string, string> = { accept: '*/*', ...cookies.headers(url), ...(origin === null ? {} : { origin }), ...(body === null ? {} : { 'content-type': 'text/plain;charset=UTF-8' }) };
    // Each on a connection of its own, as different clients would be: that is how a load balancer shows itself.
    const sent = send(url, { method, headers, agent: false, signal }, (message) => {
      cookies.keep(url, message.headers['set-cookie'] ?? []);
      resolve(answered(message));
    });
    sent.on('error', (error) => resolve(answerOf({ outcome: 'refused', error: nameOf(error) })));
    sent.end(body ?? undefined);
  });
}

export const nodeAsker: Asker = {
  canSetOrigin: true,
  request,
  openSocket: (asked) => {
    let known: Partial<Answer> = {};
    const socket = new WebSocket(asked.url, { headers: cookies.headers(asked.url), ...(asked.origin === null ? {} : { origin: asked.origin }), perMessageDeflate: false });
    socket.on('upgrade', (message) => (known = { headers: headersOf(message) }));
    socket.on('error', (error) => (known = { error: nameOf(error), ...known }));
    socket.on('unexpected-response', (_request, message) => {
      void answered(message).then((answer) => {
        known = answer;
        socket.terminate();
      });
    });
    return attempt(socket, asked, () => known);
  },
};
