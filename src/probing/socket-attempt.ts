/** A WebSocket attempt of the standard API, which a browser's WebSocket and that of Node's `ws` both have. */
import { answerOf, type Answer, type Asker, type SocketAttempt } from './asker.ts';

/** How long the closing handshake may take before the socket counts as gone. Milliseconds. */
const CLOSING_MS = 1_000;
const FIRST_LIMIT = 10_000;

/** What is used of a WebSocket. */
export interface AttemptedSocket {
  readonly readyState: number;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { readonly code: number }) => void): void;
  send(data: string): void;
  close(): void;
}

const OPEN = 1;
const CLOSED = 3;

/**
 * Waits for the first message of a socket that has just been made, says goodbye and closes it. `known` tells what else is
 * known of the answer by then, such as the headers of the upgrade, or why there was none.
 */
export function attempt(socket: AttemptedSocket, { goodbye, signal }: SocketAttempt, known: () => Partial<Answer> = () => ({})): ReturnType<Asker['openSocket']> {
  const answer = new Promise<Answer>((resolve) => {
    let opened = false;
    const settle = (decided: Partial<Answer> & Pick<Answer, 'outcome'>) => resolve(answerOf({ status: opened ? 101 : null, ...decided, ...known() }));
    socket.addEventListener('open', () => {
      opened = true;
    });
    socket.addEventListener('message', ({ data }) => {
      const first = typeof data === 'string' ? data.slice(0, FIRST_LIMIT) : '[binary]';
      settle({ outcome: 'opened', body: first });
      const farewell = goodbye(first);
      if (farewell !== null && socket.readyState === OPEN) socket.send(farewell);
      socket.close();
    });
    socket.addEventListener('error', () => {});
    socket.addEventListener('close', ({ code }) => settle(opened ? { outcome: 'closed', code } : { outcome: 'refused' }));
    const giveUp = () => {
      settle({ outcome: opened ? 'closed' : 'timeout' });
      socket.close();
    };
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
  return { answer, ended: answer.then(async () => closed(socket)) };
}

async function closed(socket: AttemptedSocket): Promise<void> {
  if (socket.readyState === CLOSED) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, CLOSING_MS);
    socket.addEventListener('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
