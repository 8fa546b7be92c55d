/** The steps below HTTP with Node's means: the name, the port, and TLS. */
import { lookup } from 'node:dns/promises';
import net from 'node:net';
import tls from 'node:tls';
import { answerOf, type Answer, type LowerSteps } from '../../src/core/probing/asker.ts';
import { errorName } from './network-error.ts';

/** UTF-16 units of what a port says to plain HTTP. */
const WORDS_LIMIT = 200;
/** How long it may take to say that. Milliseconds. */
const WORDS_MS = 1_000;

async function look(host: string): ReturnType<LowerSteps['name']> {
  try {
    const addresses = (await lookup(host, { all: true })).map(({ address }) => address);
    return { addresses, answer: answerOf({ outcome: 'opened', body: addresses.join(', ') }) };
  } catch (error) {
    return { addresses: [], answer: answerOf({ outcome: 'refused', error: errorName(error as Error) }) };
  }
}

/** Settles with what `told` makes of a socket's first `event`, or with what went wrong before it. Nothing of it stays open. */
async function first(socket: net.Socket, event: 'connect' | 'secureConnect' | 'data', signal: AbortSignal, told: (data: unknown) => Answer): Promise<Answer> {
  return new Promise((resolve) => {
    const end = (answer: Answer) => {
      resolve(answer);
      socket.destroy();
    };
    socket.once(event, (data?: unknown) => end(told(data)));
    socket.on('error', (error) => end(answerOf({ outcome: 'refused', error: errorName(error) })));
    socket.once('close', () => end(answerOf({ outcome: 'refused', error: 'ECONNRESET' })));
    if (signal.aborted) end(answerOf({ outcome: 'timeout' }));
    else signal.addEventListener('abort', () => end(answerOf({ outcome: 'timeout' })), { once: true });
  });
}

async function tcp(host: string, port: number, signal: AbortSignal): Promise<Answer> {
  return first(net.connect({ host, port }), 'connect', signal, () => answerOf({ outcome: 'opened' }));
}

/** What a port says of its own accord, or to a request in plain HTTP that is none, which every web server refuses at once; or null. */
async function plainWords(host: string, port: number, signal: AbortSignal): Promise<string | null> {
  const socket = net.connect({ host, port });
  socket.once('connect', () => socket.write('GET\r\n\r\n'));
  const soon = AbortSignal.any([signal, AbortSignal.timeout(WORDS_MS)]);
  const { body } = await first(socket, 'data', soon, (data) => answerOf({ outcome: 'opened', body: String(data).slice(0, WORDS_LIMIT) }));
  return body;
}

/** Such as `TLSv1.3, CN=localhost, valid until Dec  3 2026`. */
function described(socket: tls.TLSSocket): string {
  const { subject, valid_to: until } = socket.getPeerCertificate();
  const name = subject?.CN === undefined ? [] : [`CN=${String(subject.CN)}`];
  return [socket.getProtocol() ?? 'TLS', ...name, ...(until === undefined ? [] : [`valid until ${until}`])].join(', ');
}

async function shake(host: string, port: number, signal: AbortSignal): Promise<Answer> {
  // An address is no server name.
  const servername = net.isIP(host) === 0 ? host : '';
  const socket = tls.connect({ host, port, servername, rejectUnauthorized: false });
  const answer = await first(socket, 'secureConnect', signal, () => {
    const body = described(socket);
    if (socket.authorized) return answerOf({ outcome: 'opened', body });
    return answerOf({ outcome: 'refused', body, error: `certificate: ${String(socket.authorizationError)}` });
  });
  return answer.outcome === 'refused' && answer.body === null ? { ...answer, body: await plainWords(host, port, signal) } : answer;
}

export const lowerSteps: LowerSteps = { name: look, tcp, tls: shake };
