/**
 * The offscreen document, which hosts sockets that a service worker cannot have: only there does Chromium apply rules about
 * headers to a WebSocket, and know the certificates that the user has accepted. It exists while somebody holds a lease.
 *
 * All work is done in a frame of it that is `credentialless` (https://wicg.github.io/anonymous-iframe/): its cookies are its own.
 * What a load balancer sets comes back, as session affinity needs; what the user's pages have is neither sent nor changed; and
 * all of it goes with the document. Chromium keeps such cookies where the extension has access to the server, and only there.
 */
import type { Runtime } from 'webextension-polyfill';
import { nativeBrowser as browser } from '../native-browser.ts';
import { OFFSCREEN_PAGE } from '../core/contract/offscreen.ts';
import { faults } from './faults.ts';
import { Line } from './line.ts';
import type { Lease } from '../connection/network.ts';
import type { Answer, HttpRequest } from '../core/probing/asker.ts';
import { askRemotely, remoteNetwork } from './remote-network.ts';

/** Chromium's own, which the polyfill's types leave out. */
interface Offscreen {
  createDocument(options: { url: string; reasons: string[]; justification: string }): Promise<void>;
  closeDocument(): Promise<void>;
}

const { offscreen } = browser as { offscreen?: Offscreen };

/** Whether this browser needs a document for such sockets. Where it has none, the background's own do. */
export const hasOffscreenDocuments = offscreen !== undefined;

export class OffscreenDocument {
  #leases = 0;
  #line: Promise<Line> | null = null;
  #onPort: (port: Runtime.Port) => void = (port) => port.disconnect();
  /** Settles when the former document has gone; there can only be one. */
  #closed: Promise<void> = Promise.resolve();

  readonly #network = remoteNetwork(async () => this.#connect());

  /** The document's network, once the document stands. Should it go, the next socket or request makes another. */
  async lease(): Promise<Lease> {
    let held = true;
    this.#leases += 1;
    const release = () => {
      if (held) this.#leases -= 1;
      held = false;
      if (this.#leases === 0) this.#close();
    };
    await this.#connect().catch((error: unknown) => {
      release();
      throw error;
    });
    return { network: this.#network, release };
  }

  /** Puts a question of a diagnosis, for which somebody holds a lease. Never rejects. */
  async ask(asked: HttpRequest): Promise<Answer> {
    return askRemotely(asked, async () => this.#connect());
  }

  /** Takes the port that the document has opened. */
  accept(port: Runtime.Port): void {
    this.#onPort(port);
  }

  #connect(): Promise<Line> {
    if (this.#line !== null) return this.#line;
    const line = this.#create();
    const forget = () => {
      if (this.#line === line) this.#line = null;
    };
    void line.then(async ({ gone }) => gone).then(forget, forget);
    this.#line = line;
    return line;
  }

  async #create(): Promise<Line> {
    await this.#closed;
    // One that a former background made closes by itself, though perhaps not yet.
    await offscreen?.closeDocument().catch(() => {});
    const port = new Promise<Runtime.Port>((resolve) => (this.#onPort = resolve));
    // None of the reasons that Chromium knows is about sockets.
    await offscreen?.createDocument({
      url: OFFSCREEN_PAGE,
      reasons: ['WORKERS'],
      justification: 'Hosts sockets whose request headers or certificates a service worker cannot choose.',
    });
    return new Line(await port);
  }

  #close(): void {
    const line = this.#line;
    if (line === null) return;
    this.#line = null;
    this.#closed = line.then(async () => offscreen?.closeDocument()).catch(faults.goOnWith('offscreen document', undefined));
  }
}
