/** The real WebSockets and requests behind the background's orders. */
import { ownNetwork, type Network, type WebSocketLike } from '../connection/network.ts';
import { backgroundAsker } from '../connection/prober.ts';
import type { Answer, HttpRequest } from '../core/probing/asker.ts';
import { fromPayload, toPayload, type Order, type Report } from '../core/contract/offscreen.ts';

/** The close code of a WebSocket that has ended without one. */
const ABNORMAL = 1006;
const TOO_LARGE = { code: 1009, reason: 'A message was larger than the 64 MiB that a browser passes between parts of an extension.' };

export class HostedSockets {
  #sockets = new Map<number, WebSocketLike>();
  #requests = new Map<number, AbortController>();

  constructor(
    private readonly report: (report: Report) => void,
    private readonly network: Network = ownNetwork,
    /** Puts a question of a diagnosis; never rejects. */
    private readonly ask: (asked: HttpRequest) => Promise<Answer> = backgroundAsker.request,
  ) {}

  carryOut(order: Order): void {
    if (order.type === 'open') this.#open(order.id, order.url);
    else if (order.type === 'send') this.#sockets.get(order.id)?.send(fromPayload(order.payload));
    else if (order.type === 'request') void this.#request(order);
    else if (order.type === 'ask') void this.#ask(order);
    else {
      this.#sockets.get(order.id)?.close();
      this.#requests.get(order.id)?.abort();
    }
  }

  /** Ends everything, with nobody left to be told. */
  endAll(): void {
    for (const socket of this.#sockets.values()) {
      socket.onclose = null;
      socket.close();
    }
    for (const request of this.#requests.values()) request.abort();
    this.#sockets.clear();
    this.#requests.clear();
  }

  #open(id: number, url: string): void {
    let socket: WebSocketLike;
    try {
      socket = this.network.webSocket(url);
    } catch {
      this.report({ type: 'failed', id });
      this.report({ type: 'closed', id, code: ABNORMAL, reason: '' });
      return;
    }
    this.#sockets.set(id, socket);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => this.report({ type: 'opened', id });
    socket.onmessage = ({ data }) => {
      try {
        this.report({ type: 'received', id, payload: toPayload(typeof data === 'string' ? data : new Uint8Array(data as ArrayBuffer)) });
      } catch {
        // Without one of its messages, the rest of a conversation cannot be understood.
        socket.onclose = null;
        socket.close();
        this.#sockets.delete(id);
        this.report({ type: 'closed', id, ...TOO_LARGE });
      }
    };
    socket.onerror = () => this.report({ type: 'failed', id });
    socket.onclose = ({ code, reason }) => {
      this.#sockets.delete(id);
      this.report({ type: 'closed', id, code, reason });
    };
  }

  async #request({ id, ...asked }: Extract<Order, { type: 'request' }>): Promise<void> {
    const abort = new AbortController();
    this.#requests.set(id, abort);
    try {
      const answer = await this.network.request(asked, abort.signal);
      this.report({ type: 'answered', id, ...answer });
    } catch {
      this.report({ type: 'failed', id });
    } finally {
      this.#requests.delete(id);
    }
  }

  async #ask({ id, asked }: Extract<Order, { type: 'ask' }>): Promise<void> {
    const abort = new AbortController();
    this.#requests.set(id, abort);
    const answer = await this.ask({ ...asked, cookies: null, signal: abort.signal });
    this.#requests.delete(id);
    this.report({ type: 'told', id, answer: { ...answer, headers: answer.headers.map(([name, value]) => [name, value]), redirects: answer.redirects.map(([status, location]) => [status, location]) } });
  }
}
