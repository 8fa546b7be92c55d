/**
 * A Socket.IO server in a process of its own that writes log lines as fast as its client takes them, or at a rate. What
 * starts it is `startLogServer`, and the two talk over the process's own channel.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Server } from 'socket.io';
import { lineOf } from './lines.ts';

type Order = { readonly type: 'burst'; readonly count: number } | { readonly type: 'rate'; readonly perSecond: number };
type Report = { readonly type: 'listening'; readonly port: number } | { readonly type: 'began'; readonly at: number } | { readonly type: 'counted'; readonly at: number };

export interface LogServer {
  readonly url: string;
  /** How many lines it has been asked for by `burst`; their numbers go on. */
  readonly ordered: number;
  /** Sends this many lines at once. Resolves with the time of the first, in epoch milliseconds. */
  burst(count: number): Promise<number>;
  /** Resolves with the time at which the bare client has had all lines that it was to count. */
  counted(): Promise<number>;
  /** Sends so many lines a second from now on; 0 for none. */
  rate(perSecond: number): void;
  close(): Promise<void>;
}

export async function startLogServer(): Promise<LogServer> {
  const child = fork(fileURLToPath(import.meta.url), { execArgv: ['--import', 'tsx'] });
  const reported = async <T extends Report['type']>(type: T) =>
    new Promise<Extract<Report, { type: T }>>((resolve) => {
      const listener = (report: Report) => {
        if (report.type !== type) return;
        child.off('message', listener);
        resolve(report as Extract<Report, { type: T }>);
      };
      child.on('message', listener);
    });
  const order = (wanted: Order) => void child.send(wanted);
  const { port } = await reported('listening');
  let ordered = 0;
  return {
    url: `http://127.0.0.1:${port}`,
    get ordered() {
      return ordered;
    },
    burst: async (count) => {
      ordered += count;
      const began = reported('began');
      order({ type: 'burst', count });
      return (await began).at;
    },
    counted: async () => (await reported('counted')).at,
    rate: (perSecond) => order({ type: 'rate', perSecond }),
    close: async () => {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}

/** How many bytes may wait for the client. */
const WAITING = 1024 * 1024;

async function serve(report: (message: Report) => void): Promise<void> {
  const http = createServer();
  const io = new Server(http, { cors: { origin: '*' }, pingInterval: 25_000 });
  let n = 0;
  let writing: ReturnType<typeof setInterval> | undefined;
  const write = () => io.emit('log_message', lineOf((n += 1)));
  const waiting = () => [...io.sockets.sockets.values()].some(({ conn }) => conn['writeBuffer'].length > 0 || bytesWaiting(conn.transport) > WAITING);

  const burst = async (count: number) => {
    report({ type: 'began', at: Date.now() });
    for (let line = 0; line < count; line += 1) {
      write();
      if (line % 200 !== 199) continue;
      await nextTurn();
      // A server that looked without pause would take from its client the half of a machine with two cores.
      while (waiting()) await sleep(1);
    }
  };
  io.on('connection', (socket) => {
    socket.emit('connection_ack', { status: 'connected' });
    socket.on('heartbeat_test', (_beat: unknown, acknowledge?: (answer: object) => void) => acknowledge?.({}));
    socket.on('counted', (at: number) => report({ type: 'counted', at }));
  });
  process.on('message', (order: Order) => {
    if (order.type === 'burst') return void burst(order.count);
    clearInterval(writing);
    if (order.perSecond > 0) writing = setInterval(write, 1000 / order.perSecond);
  });
  process.on('disconnect', () => process.exit());
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  report({ type: 'listening', port: (http.address() as AddressInfo).port });
}

/** What of a WebSocket's output the network has not taken. The transport's types do not tell that it has a socket. */
function bytesWaiting(transport: object): number {
  return (transport as { socket?: { bufferedAmount?: number } }).socket?.bufferedAmount ?? 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.send) await serve((message) => process.send?.(message));
