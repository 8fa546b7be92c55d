/** A WebSocket attempt of the standard API, which a browser's WebSocket and that of Node's `ws` both have. */
import { answerOf, type Answer, type Asker, type SocketAttempt } from './asker.ts';

/** How long the closing handshake may take before the socket counts as gone. Milliseconds. */
const CLOSING_MS = 1_000;
/**
 * How long a socket must stand after it said what was expected. Where a second program answers the same upgrade, its answer
 * breaks the stream right after the first one's. Milliseconds.
 */
const STANDS_MS = 200;
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
 * Waits for what is expected of a socket that has just been made, says goodbye and closes it. `known` tells what else is
 * known of the answer by then, such as the headers of the upgrade, or why there was none.
 */
export function attempt(socket: AttemptedSocket, { expects, goodbye, signal }: SocketAttempt, known: () => Partial<Answer> = () => ({})): ReturnType<Asker['openSocket']> {
  const answer = new Promise<Answer>((resolve) => {
    let opened = false;
    let first: string | null = null;
    let standing: ReturnType<typeof setTimeout> | undefined;
    const settle = (decided: Partial<Answer> & Pick<Answer, 'outcome'>) => {
      clearTimeout(standing);
      resolve(answerOf({ status: opened ? 101 : null, body: first, ...decided, ...known() }));
    };
    const take = () => {
      settle({ outcome: 'opened' });
      const farewell = first === null ? null : goodbye(first);
      if (farewell !== null && socket.readyState === OPEN) socket.send(farewell);
      socket.close();
    };
    const stand = () => (standing = setTimeout(take, STANDS_MS));
    socket.addEventListener('open', () => {
      opened = true;
      if (expects === 'opening') stand();
    });
    socket.addEventListener('message', ({ data }) => {
      if (first !== null) return;
      first = typeof data === 'string' ? data.slice(0, FIRST_LIMIT) : '[binary]';
      if (standing === undefined) stand();
    });
    socket.addEventListener('error', () => {});
    socket.addEventListener('close', ({ code }) => settle(opened ? { outcome: 'closed', code } : { outcome: 'refused' }));
    const giveUp = () => {
      if (standing === undefined) settle({ outcome: opened ? 'closed' : 'timeout' });
      else take();
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
