/** What the browser itself says of a page's WebSockets, by the protocol of its developer tools: who is open, and every frame. */
import type { CDPSession, Page } from 'puppeteer-core';

export interface SeenSocket {
  readonly url: string;
  /** Epoch milliseconds of its handshake, or of when it was heard of. */
  at: number;
  /** Whether it was let in, and something has come. */
  answered: boolean;
  state: 'connecting' | 'open' | 'closed';
  /** Whether it was ever open. */
  stood: boolean;
  /** Whether its document has given way to another. */
  left: boolean;
  /** Whether more may have gone over it than was seen. */
  unwatched: boolean;
  readonly in: SeenFrame[];
  readonly out: SeenFrame[];
}

export interface SeenFrame {
  /** Text, or base64 of binary. */
  readonly data: string;
  readonly binary: boolean;
}

interface FrameEvent {
  readonly requestId: string;
  readonly response: { readonly opcode: number; readonly payloadData: string };
}

export class Witness {
  readonly #sockets = new Map<string, SeenSocket>();
  #blindSince = Infinity;
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
    return at >= this.#blindSince;
  }

  /**
   * Lets the page go for good: the browser renders no page ahead while a tool is attached to this one alone, and what it
   * renders ahead is a target of its own.
   */
  async lookAway(): Promise<void> {
    await this.#session?.detach();
    for (const socket of this.open) socket.unwatched = true;
    this.#blindSince = Date.now();
  }

  async #attach(): Promise<void> {
    const session = await this.page.createCDPSession();
    this.#session = session;
    session.on('Page.frameNavigated', ({ frame }) => frame.parentId === undefined && this.#leave());
    session.on('Network.webSocketCreated', ({ requestId, url }) => this.#sockets.set(requestId, { url, at: Date.now(), answered: false, state: 'connecting', stood: false, left: false, unwatched: false, in: [], out: [] }));
    session.on('Network.webSocketWillSendHandshakeRequest', ({ requestId, wallTime }) => this.#change(requestId, { at: wallTime * 1000 }));
    session.on('Network.webSocketHandshakeResponseReceived', ({ requestId, response }) => response.status === 101 && this.#change(requestId, { state: 'open', stood: true }));
    session.on('Network.webSocketFrameReceived', (event: FrameEvent) => {
      this.#change(event.requestId, { answered: true });
      this.#sockets.get(event.requestId)?.in.push(frameOf(event));
    });
    session.on('Network.webSocketFrameSent', (event: FrameEvent) => void this.#sockets.get(event.requestId)?.out.push(frameOf(event)));
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

const frameOf = ({ response: { opcode, payloadData } }: FrameEvent): SeenFrame => ({ data: payloadData, binary: opcode === 2 });
