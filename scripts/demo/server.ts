/** The demo: a small web shop's back office that speaks the report's protocol, and can be made to misbehave. */
import { isIPv6 } from 'node:net';
import type { Server } from 'socket.io';
import type { DemoAction } from './actions.ts';
import { createPageHandler } from './page-handler.ts';
import { speakProtocol, type Behaviour } from './protocol.ts';
import { relayLogs } from './relay-logs.ts';
import { RestartableServer } from './restartable-server.ts';
import { writeShopLine } from './shop-logs.ts';

const restartDownMs = 2_000;
const heartbeatDelayMs = 2_000;
const burstLines = 10_000;
const portsToTry = 20;
const highestPort = 65_535;

/** What is switched on. Setting a field changes the server's behaviour at once. */
export interface DemoState {
  /** No `connection_ack` for clients that connect from now on. */
  stopAcknowledging: boolean;
  /** Heartbeats are answered two seconds late. */
  delayHeartbeats: boolean;
}

export interface DemoOptions {
  /** 5552 by default; 0 takes any free port. */
  port?: number;
  /** 127.0.0.1 by default. */
  host?: string;
  /** 3 by default; 0 for none. */
  logsPerSecond?: number;
  /** Milliseconds, 10 s by default. */
  pingInterval?: number;
  /** Milliseconds, 20 s by default. */
  pingTimeout?: number;
}

export interface DemoServer {
  readonly url: string;
  readonly port: number;
  /** The port that was asked for; `port` differs from it only when it was busy. */
  readonly askedPort: number;
  readonly state: DemoState;
  /** How many clients are connected right now. */
  readonly connections: number;
  /** Does what the page's button of that name does. A toggle flips. */
  act(action: DemoAction): Promise<void>;
  close(): Promise<void>;
}

export async function startDemo(options: DemoOptions = {}): Promise<DemoServer> {
  const { port: askedPort = 5552, host = '127.0.0.1', logsPerSecond = 3, pingInterval = 10_000, pingTimeout = 20_000 } = options;
  const state: DemoState = { stopAcknowledging: false, delayHeartbeats: false };
  const behaviour = (): Behaviour => ({
    ack: state.stopAcknowledging ? 'withheld' : 'normal',
    heartbeat: state.delayHeartbeats ? { delayMs: heartbeatDelayMs } : 'ack',
  });

  const act = async (action: DemoAction): Promise<void> => {
    if (action === 'stop-acknowledging') state.stopAcknowledging = !state.stopAcknowledging;
    else if (action === 'delay-heartbeats') state.delayHeartbeats = !state.delayHeartbeats;
    else if (action === 'restart-server') await server.restart(restartDownMs);
    // While the server is down there is nobody to drop, kick or write to.
    else if (!server.running) return;
    else if (action === 'drop-connections') server.cut();
    else if (action === 'kick-clients') server.io.disconnectSockets();
    else for (let line = 0; line < burstLines; line++) writeShopLine(log);
  };

  const onRequest = await createPageHandler({ host, act, describe: () => ({ ...state, connections: server.connections }) });
  const server = await listenFrom(askedPort, (port) => {
    const io = { cors: { origin: '*' }, pingInterval, pingTimeout };
    const onStart = (fresh: Server) => fresh.on('connection', (socket) => speakProtocol(socket, behaviour));
    return new RestartableServer({ host, port, io, onRequest, onStart });
  });
  const log = relayLogs((line) => server.io.emit('log_message', line));
  const writing = logsPerSecond > 0 ? setInterval(() => server.running && writeShopLine(log), 1000 / logsPerSecond) : undefined;

  return {
    url: `http://${reachable(host)}:${server.port}`,
    port: server.port,
    askedPort: askedPort || server.port,
    state,
    get connections() {
      return server.connections;
    },
    act,
    close: async () => {
      clearInterval(writing);
      await server.close();
    },
  };
}

/** Starts the server on the first free port, counting up from the one that is wanted. */
async function listenFrom(wanted: number, create: (port: number) => RestartableServer): Promise<RestartableServer> {
  for (let port = wanted; ; port++) {
    const server = create(port);
    try {
      await server.start();
      return server;
    } catch (error) {
      const last = Math.min(wanted + portsToTry - 1, highestPort);
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || port >= last) throw error;
    }
  }
}

/** A host that a browser can be sent to: a server on every address is reached by one of them. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return isIPv6(host) ? `[${host}]` : host;
}
