/** What the browser itself says of a page's WebSockets, by the protocol of its developer tools: who is open, and every frame. */
import type { CDPSession, Page } from 'puppeteer-core';

export interface SeenSocket {
  readonly url: string;
  /** Epoch milliseconds of its handshake, or of when it was heard of. */
  at: number;
  /** Whether it was let in, and something has come. */
  answered: boolean;
  state: 'connecting' | 'open' | 'closed';
  /** Whether its document has given way to another. */
  left: boolean;
  /** As text, or base64 of binary. */
  readonly in: string[];
  readonly out: string[];
}

interface Frame {
  readonly requestId: string;
  readonly response: { readonly payloadData: string };
}

export class Witness {
  readonly #sockets = new Map<string, SeenSocket>();
  readonly #blind: { readonly from: number; to: number }[] = [];
  #session: CDPSession | undefined;

  private constructor(readonly page: Page) {}

  static async of(page: Page): Promise<Witness> {
    const witness = new Witness(page);
    await witness.#attach();
    return witness;
  }

  get sockets(): SeenSocket[] {
    return [...this.#sockets.values()];
  }

  /** The sockets of the present document that stand. */
  get open(): SeenSocket[] {
    return this.sockets.filter(({ state, left }) => state === 'open' && !left);
  }

  /** Whether what began at this time is nothing that it could have seen. */
  wasBlind(at: number): boolean {
    return this.#blind.some(({ from, to }) => at >= from && at <= to);
  }

  /** Until `look` it sees nothing of what began after `from`: a page that is rendered ahead is a target of its own. */
  lookAway(from: number): void {
    this.#leave();
    this.#blind.push({ from, to: Infinity });
  }

  async look(): Promise<void> {
    await this.#session?.detach().catch(() => undefined);
    await this.#attach();
    const last = this.#blind.at(-1);
    if (last !== undefined) last.to = Date.now();
  }

  async #attach(): Promise<void> {
    const session = await this.page.createCDPSession();
    this.#session = session;
    session.on('Page.frameNavigated', ({ frame }) => frame.parentId === undefined && this.#leave());
    session.on('Network.webSocketCreated', ({ requestId, url }) => this.#sockets.set(requestId, { url, at: Date.now(), answered: false, state: 'connecting', left: false, in: [], out: [] }));
    session.on('Network.webSocketWillSendHandshakeRequest', ({ requestId, wallTime }) => this.#change(requestId, { at: wallTime * 1000 }));
    session.on('Network.webSocketHandshakeResponseReceived', ({ requestId, response }) => response.status === 101 && this.#change(requestId, { state: 'open' }));
    session.on('Network.webSocketFrameReceived', (frame: Frame) => {
      this.#change(frame.requestId, { answered: true });
      this.#sockets.get(frame.requestId)?.in.push(frame.response.payloadData);
    });
    session.on('Network.webSocketFrameSent', (frame: Frame) => void this.#sockets.get(frame.requestId)?.out.push(frame.response.payloadData));
    session.on('Network.webSocketClosed', ({ requestId }) => this.#change(requestId, { state: 'closed' }));
    await session.send('Page.enable');
    await session.send('Network.enable');
  }

  #change(id: string, change: Partial<SeenSocket>): void {
    const socket = this.#sockets.get(id);
    if (socket !== undefined) Object.assign(socket, change);
  }

  #leave(): void {
    for (const socket of this.#sockets.values()) socket.left = true;
  }
}
