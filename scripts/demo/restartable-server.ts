/** A Socket.IO server that can go down as though its process had been killed, and come back on the same port. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server as HttpServer } from 'node:http';
import type { AddressInfo, Socket as TcpSocket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server, type ServerOptions, type Socket } from 'socket.io';

/** One Engine.IO session: what socket.io calls a socket's `conn`. */
export type EngineSession = Socket['conn'];

export interface RestartableOptions {
  host: string;
  /** 0 takes any free port on the first start, and the same one from then on. */
  port: number;
  io: Partial<ServerOptions>;
  /** Answers what is not for Socket.IO. Without it, that is 404. */
  onRequest?: RequestListener;
  /** Sets up each fresh Socket.IO server before it accepts connections. */
  onStart: (io: Server) => void;
}

const notFound: RequestListener = (_request, response) => {
  response.writeHead(404, { 'content-type': 'text/plain' }).end('Only Socket.IO is served here.\n');
};

export class RestartableServer {
  readonly #options: RestartableOptions;
  readonly #tcp = new Set<TcpSocket>();
  readonly #sessions = new Set<EngineSession>();
  #running: { http: HttpServer; io: Server } | undefined;
  #port: number;
  #closed = false;

  constructor(options: RestartableOptions) {
    this.#options = options;
    this.#port = options.port;
  }

  get port(): number {
    return this.#port;
  }

  /** The Socket.IO server of this life; each start makes a new one. */
  get io(): Server {
    if (!this.#running) throw new Error('The server is down, so there is no Socket.IO server to use.');
    return this.#running.io;
  }

  get running(): boolean {
    return this.#running !== undefined;
  }

  /** How many Engine.IO sessions are open. */
  get connections(): number {
    return this.#sessions.size;
  }

  /** Listens on the port, or rejects with Node's own error, for instance EADDRINUSE. */
  async start(): Promise<void> {
    if (this.#running) return;
    const http = createServer(this.#options.onRequest ?? notFound);
    http.on('connection', (tcp: TcpSocket) => remember(this.#tcp, tcp));
    const io = new Server(http, this.#options.io);
    io.engine.on('connection', (session: EngineSession) => remember(this.#sessions, session));
    this.#options.onStart(io);
    this.#running = { http, io };
    http.listen(this.#port, this.#options.host);
    try {
      await once(http, 'listening');
    } catch (error) {
      this.#running = undefined;
      throw error;
    }
    this.#port = (http.address() as AddressInfo).port;
  }

  /** Ends every connection without a goodbye. The server itself goes on. */
  cut(): void {
    for (const tcp of this.#tcp) tcp.destroy();
    // A polling session may have no TCP connection at the moment: it ends by being forgotten.
    for (const session of this.#sessions) session.close(true);
  }

  /** Ends every connection without a goodbye and gives the port up. */
  async stop(): Promise<void> {
    if (!this.#running) return;
    const { http, io } = this.#running;
    this.#running = undefined;
    const down = once(http, 'close');
    http.close();
    this.cut();
    await io.close();
    await down;
  }

  async restart(downMs: number): Promise<void> {
    await this.stop();
    await sleep(downMs);
    if (!this.#closed) await this.start();
  }

  /** Stops for good, also when a restart is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.stop();
  }
}

interface Closing {
  once(event: 'close', listener: () => void): unknown;
}

function remember<T extends Closing>(all: Set<T>, one: T): void {
  all.add(one);
  one.once('close', () => all.delete(one));
}
