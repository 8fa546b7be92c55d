/**
 * engine.io-client's two transports that work in a background without XMLHttpRequest, with what a debugger wants to know
 * of them: the status and body of a failed poll, the code of a closed WebSocket, and when the last trace of them is gone.
 */
import { Fetch, WebSocket as EngineWebSocket, type TransportCtor } from 'engine.io-client';
import type { TransportName } from '../core/entries/entry.ts';
import type { Frame } from '../core/wire/packet.ts';
import { openedSid } from '../core/wire/open-packet.ts';
import { bytesOf } from '../core/wire/bytes.ts';
import { bounded } from '../core/wire/value-text.ts';
import type { Answer, Network, WebSocketLike } from './network.ts';

/** Why a poll failed. `status` is null when there was no answer that the browser lets us see. */
export interface PollFailure {
  readonly status: number | null;
  readonly body: string | null;
}

const BODY_LIMIT = 2_000;
/** How long a close may take before it is taken for done: a hung server never answers one. Milliseconds. */
const SETTLE_MS = 2_000;

/** Counts what is still open on the wire of one connection. */
export class Wire {
  #open = 0;
  #waiting: (() => void)[] = [];
  /** The newest failure of a poll, for explaining the error that it leads to. */
  lastPollFailure: PollFailure | null = null;

  /** `onFrame` is told of everything that crosses, before engine.io-client is. */
  constructor(readonly onFrame: (frame: Frame) => void) {}

  begin(): () => void {
    this.#open += 1;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#open -= 1;
      if (this.#open === 0) for (const resolve of this.#waiting.splice(0)) resolve();
    };
  }

  /** Resolves once nothing is open any more, so that the server has seen the end before a new connection begins. */
  async settled(): Promise<void> {
    if (this.#open === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, SETTLE_MS);
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

function observedWebSocket(wire: Wire, network: Network): TransportCtor {
  return class extends EngineWebSocket {
    override createSocket(url: string): WebSocketLike {
      const socket = network.webSocket(url);
      const end = wire.begin();
      socket.addEventListener('close', end, { once: true });
      socket.addEventListener('message', (event) => {
        const { data } = event as MessageEvent<unknown>;
        wire.onFrame({ direction: 'in', transport: 'websocket', data: typeof data === 'string' ? data : bytesOf(data) });
      });
      return socket;
    }

    override doWrite(packet: Parameters<EngineWebSocket['doWrite']>[0], data: Parameters<EngineWebSocket['doWrite']>[1]): void {
      wire.onFrame({ direction: 'out', transport: 'websocket', data: typeof data === 'string' ? data : bytesOf(data) });
      super.doWrite(packet, data);
    }

    /**
     * One that is given up before it has opened is let open first. If it were cut off, a server that has accepted it
     * already might learn of its end only when our next connection is there.
     */
    override doClose(): void {
      const socket = this.ws as WebSocketLike | null | undefined;
      // The engine closes once more what failed while it closed, and engine.io-client has let go of the socket by then.
      if (socket === null) return;
      if (this.readyState !== 'opening' || socket === undefined) {
        super.doClose();
        return;
      }
      socket.onopen = () => socket.close();
      socket.onmessage = null;
      socket.onerror = () => {};
      setTimeout(() => socket.close(), SETTLE_MS);
    }

    /**
     * A WebSocket that closes before the Engine.IO handshake is an error to engine.io-client's own logic only when the
     * browser says so too; otherwise its Manager would wait for the timeout and never try the next transport. One that we have
     * closed ourselves has no socket any more, and is no error.
     */
    protected override onClose(details?: Parameters<EngineWebSocket['onClose']>[0]): void {
      const engine = this.socket as { readyState: string };
      if (engine.readyState === 'opening' && this.readyState === 'open' && this.ws !== null) this.onError('websocket closed before the handshake', 0);
      else super.onClose(details);
    }
  };
}

function observedPolling(wire: Wire, network: Network): TransportCtor {
  return class extends Fetch {
    readonly #abandon = new AbortController();

    override doPoll(): void {
      void this.#exchange('fetch read error', null, (text) => {
        // A poll that was given up while it was under way may have opened a session, which nobody would ever close.
        const abandoned = this.readyState === 'closed' ? openedSid(text) : null;
        if (abandoned === null) this.onData(text);
        else void this.#exchange('', '1', () => {}, `&sid=${encodeURIComponent(abandoned)}`);
      });
    }

    override doWrite(data: string, callback: () => void): void {
      void this.#exchange('fetch write error', data, callback);
    }

    /** Besides closing, lets go of a request that a hung server never answers: browsers allow only a few per host. */
    override doClose(): void {
      super.doClose();
      setTimeout(() => this.#abandon.abort(), SETTLE_MS);
    }

    async #exchange(errorReason: string, body: string | null, onText: (text: string) => void, moreQuery = ''): Promise<void> {
      const end = wire.begin();
      try {
        if (body !== null) wire.onFrame({ direction: 'out', transport: 'polling', data: body });
        const answer = await this.#request(this.uri() + moreQuery, body);
        if (answer.body !== null) wire.onFrame({ direction: 'in', transport: 'polling', data: answer.body, status: answer.status });
        if (answer.status !== null && answer.ok) onText(answer.body);
        else {
          wire.lastPollFailure = { status: answer.status, body: answer.body === null ? null : bounded(answer.body, BODY_LIMIT).text };
          this.onError(errorReason, wire.lastPollFailure);
        }
      } finally {
        end();
      }
    }

    async #request(url: string, body: string | null): Promise<Answer | { status: null; body: null }> {
      try {
        return await network.request({ url, body, cookies: false }, this.#abandon.signal);
      } catch {
        return { status: null, body: null };
      }
    }
  };
}

/** Transport classes for `names`, in that order, that go over `network` and report to `wire`. */
export function observedTransports(names: readonly TransportName[], wire: Wire, network: Network): TransportCtor[] {
  return names.map((name) => (name === 'websocket' ? observedWebSocket(wire, network) : observedPolling(wire, network)));
}
