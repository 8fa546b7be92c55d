/** A real Socket.IO server for the tests of the extension, that keeps a history of who was connected when. */
import type { Server, ServerOptions, Socket } from 'socket.io';
import * as msgpackParser from 'socket.io-msgpack-parser';
import { speakProtocol, type Behaviour } from '../../scripts/demo/protocol.ts';
import { relayLogs } from '../../scripts/demo/relay-logs.ts';
import { RestartableServer, type EngineSession } from '../../scripts/demo/restartable-server.ts';
import { writeShopLine } from '../../scripts/demo/shop-logs.ts';

export interface Refusal {
  message: string;
  data?: unknown;
}

/** Besides these, every option of socket.io itself: `pingInterval`, `pingTimeout`, `transports`, `connectionStateRecovery`, … */
export interface ServerSetup extends Partial<Behaviour>, Omit<Partial<ServerOptions>, 'parser'> {
  /** 0, the default, takes any free port. */
  port?: number;
  parser?: 'default' | 'msgpack';
  /** 0, the default, writes none. */
  logsPerSecond?: number;
  /** Looks at a client's auth payload and gives a refusal, or nothing to let it in. */
  auth?: (auth: Readonly<Record<string, unknown>>) => Refusal | undefined;
  /** Served besides the main namespace, and in the same way. */
  namespaces?: string[];
}

export interface HistoryEntry {
  /** Epoch milliseconds with fractions. */
  at: number;
  type: 'connect' | 'disconnect';
  namespace: string;
  sid: string;
  engineSid: string;
  /** How many clients are connected after this, each counted once however many namespaces it is in. */
  live: number;
}

export interface TestServer {
  readonly url: string;
  readonly port: number;
  /** The Socket.IO server of the present life; a restart makes a new one. Throws while the server is down. */
  readonly io: Server;
  /** May be changed at any time. */
  readonly behaviour: Behaviour;
  /** Goes on over restarts. */
  readonly history: readonly HistoryEntry[];
  /** The most clients that were ever connected at the same time. */
  readonly maxLive: number;
  /** The same for Engine.IO sessions, which begin before a client is connected and may end after. */
  readonly maxEngineConnections: number;
  /** How many Engine.IO sessions are open now. */
  engineConnections(): number;
  /** How many numbered lines have been written. The numbers go on over restarts. */
  readonly linesWritten: number;
  /** Emits any payload as a `log_message`, without a number. */
  log(payload: unknown): void;
  /** Writes this many numbered lines at once. */
  burst(lines: number): void;
  /** Ends every connection without a goodbye and goes on. */
  cut(): void;
  /** Goes down as though the process had been killed, until `start` or `restart`. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Goes down likewise, and is back on the same port after this long. */
  restart(downMs: number): Promise<void>;
  close(): Promise<void>;
}

export async function startServer(setup: ServerSetup = {}): Promise<TestServer> {
  const { port = 0, parser = 'default', logsPerSecond = 0, auth, namespaces = [], ack = 'normal', heartbeat = 'ack', ...ioOptions } = setup;
  const behaviour: Behaviour = { ack, heartbeat };
  const history: HistoryEntry[] = [];
  const live = new Map<string, number>();
  let maxLive = 0;
  let maxEngineConnections = 0;
  let linesWritten = 0;

  const record = (type: HistoryEntry['type'], socket: Socket) => {
    // The types call the Engine.IO session's id private; there is no other way to it.
    const engineSid = socket.conn['id'];
    const sockets = (live.get(engineSid) ?? 0) + (type === 'connect' ? 1 : -1);
    if (sockets > 0) live.set(engineSid, sockets);
    else live.delete(engineSid);
    maxLive = Math.max(maxLive, live.size);
    const at = performance.timeOrigin + performance.now();
    history.push({ at, type, namespace: socket.nsp.name, sid: socket.id, engineSid, live: live.size });
  };

  const onStart = (io: Server) => {
    io.engine.on('connection', (_session: EngineSession) => {
      maxEngineConnections = Math.max(maxEngineConnections, server.connections);
    });
    for (const name of ['/', ...namespaces]) {
      const namespace = io.of(name);
      if (auth) namespace.use((socket, next) => next(asError(auth(socket.handshake.auth))));
      namespace.on('connection', (socket) => {
        record('connect', socket);
        socket.once('disconnect', () => record('disconnect', socket));
        speakProtocol(socket, () => behaviour);
      });
    }
  };

  const server = new RestartableServer({
    host: '127.0.0.1',
    port,
    io: { cors: { origin: '*' }, ...(parser === 'msgpack' ? { parser: msgpackParser } : {}), ...ioOptions },
    onStart,
  });
  await server.start();

  const emit = (payload: unknown) => {
    for (const name of ['/', ...namespaces]) server.io.of(name).emit('log_message', payload);
  };
  const log = relayLogs((line) => {
    linesWritten = line.n;
    emit(line);
  });
  const writing = logsPerSecond > 0 ? setInterval(() => server.running && writeShopLine(log), 1000 / logsPerSecond) : undefined;

  return {
    url: `http://127.0.0.1:${server.port}`,
    port: server.port,
    get io() {
      return server.io;
    },
    behaviour,
    history,
    get maxLive() {
      return maxLive;
    },
    get maxEngineConnections() {
      return maxEngineConnections;
    },
    engineConnections: () => server.connections,
    get linesWritten() {
      return linesWritten;
    },
    log: emit,
    burst: (lines) => {
      for (let line = 0; line < lines; line++) writeShopLine(log);
    },
    cut: () => server.cut(),
    kill: () => server.stop(),
    start: () => server.start(),
    restart: (downMs) => server.restart(downMs),
    close: async () => {
      clearInterval(writing);
      await server.close();
    },
  };
}

function asError(refusal: Refusal | undefined): Error | undefined {
  if (!refusal) return undefined;
  return Object.assign(new Error(refusal.message), { data: refusal.data });
}
