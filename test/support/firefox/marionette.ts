/**
 * A client of Marionette, the protocol by which Firefox is driven: commands and answers are JSON, each after its length.
 * https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** The kinds of messages, by which each begins. */
const COMMAND = 0;
const ANSWER = 1;
const COLON = 0x3a;

interface RemoteError {
  readonly error: string;
  readonly message: string;
}

interface Waiting {
  readonly command: string;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class Marionette {
  #lastId = 0;
  #waiting = new Map<number, Waiting>();
  #unread: Buffer = Buffer.alloc(0);

  private constructor(private readonly socket: Socket) {
    socket.on('data', (data: Buffer) => this.#take(data));
    socket.on('error', () => {});
    socket.on('close', () => this.#lose());
  }

  /** Opens a session with the Firefox that listens on this port. */
  static async connect(port: number): Promise<Marionette> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const marionette = new Marionette(socket);
    await marionette.send('WebDriver:NewSession', {});
    return marionette;
  }

  /** Has Firefox carry out a command, after those that were sent before; rejects when it says that it cannot. */
  async send(command: string, parameters: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    if (this.socket.destroyed) throw new Error(`${command} was not sent, because Firefox has gone.`);
    const id = (this.#lastId += 1);
    const text = JSON.stringify([COMMAND, id, command, parameters]);
    const answer = new Promise((resolve, reject) => this.#waiting.set(id, { command, resolve, reject }));
    this.socket.write(`${Buffer.byteLength(text)}:${text}`);
    return answer;
  }

  close(): void {
    this.socket.destroy();
  }

  #take(data: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, data]);
    for (;;) {
      const colon = this.#unread.indexOf(COLON);
      const end = colon + 1 + Number(this.#unread.toString('latin1', 0, Math.max(0, colon)));
      if (colon === -1 || this.#unread.length < end) return;
      const message = JSON.parse(this.#unread.toString('utf8', colon + 1, end)) as unknown;
      this.#unread = this.#unread.subarray(end);
      // All else is the greeting.
      if (Array.isArray(message) && message[0] === ANSWER) this.#settle(message as [number, number, RemoteError | null, unknown]);
    }
  }

  #settle([, id, error, result]: [number, number, RemoteError | null, unknown]): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === null) waiting?.resolve(result);
    else waiting?.reject(new Error(`${waiting.command}: ${error.error}: ${error.message}`));
  }

  #lose(): void {
    for (const { command, reject } of this.#waiting.values()) reject(new Error(`Firefox went while it was to carry out ${command}.`));
    this.#waiting.clear();
  }
}
