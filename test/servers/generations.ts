/** Real servers and clients of Socket.IO 2, 3 and 4, behind one face. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

const require = createRequire(import.meta.url);

/** What all generations' sockets have in common, at either end. */
export interface Peer {
  readonly id: string;
  readonly connected: boolean;
  emit(name: string | number, ...args: unknown[]): unknown;
  on(name: string | number, listener: (...args: never[]) => void): unknown;
  disconnect(): unknown;
}

interface Engine {
  transport: { name: string };
  close(): void;
}

export interface ClientPeer extends Peer {
  readonly io: { engine: Engine; reconnection(on: boolean): unknown };
  readonly recovered?: boolean;
  connect(): unknown;
}

interface Namespace extends Pick<Peer, 'emit' | 'on'> {
  use(middleware: (peer: Peer, next: (error?: Error) => void) => void): unknown;
}

interface Server {
  of(name: string): Namespace;
  close(): unknown;
}

type Options = Readonly<Record<string, unknown>>;
type Connect = (url: string, options: Options) => ClientPeer;

interface Generation {
  serve(http: unknown, options: Options): Server;
  connect: Connect;
  /** The event by which a client learns that it was refused. */
  refusal: 'error' | 'connect_error';
}

function modern(server: string, client: string): Generation {
  const { Server: Constructor } = require(server) as { Server: new (http: unknown, options: Options) => Server };
  const { io } = require(client) as { io: Connect };
  return { serve: (http, options) => new Constructor(http, options), connect: io, refusal: 'connect_error' };
}

export const generation2: Generation = {
  serve: require('socket.io-2') as Generation['serve'],
  connect: require('socket.io-client-2') as Connect,
  refusal: 'error',
};
export const generation3 = modern('socket.io-3', 'socket.io-client-3');
export const generation4 = modern('socket.io', 'socket.io-client');
/** A server of the newest generation that lets the oldest in. */
export const mixed2: Generation = {
  ...generation2,
  serve: (http, options) => generation4.serve(http, { ...options, allowEIO3: true }),
};
export type { Generation };

export interface RunningServer {
  readonly io: Server;
  readonly port: number;
  close(): Promise<void>;
}

export async function serve(generation: Generation, options: Options): Promise<RunningServer> {
  const http = createServer();
  const io = generation.serve(http, options);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    io,
    port: (http.address() as AddressInfo).port,
    async close() {
      const closed = http.listening ? once(http, 'close') : undefined;
      io.close();
      http.closeAllConnections();
      await closed;
    },
  };
}
