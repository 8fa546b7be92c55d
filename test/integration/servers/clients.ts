/** Real Socket.IO clients for the tests of the servers. */
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { until } from '../../support/until.ts';

export interface Client {
  readonly socket: Socket;
  /** The first argument of every event of this name so far, oldest first. */
  received(event: string): unknown[];
  /** Every reason for which the connection was lost, and every error message of a failed connect. */
  readonly losses: string[];
  readonly connectErrors: string[];
  connected(): Promise<void>;
  /** Emits a heartbeat that asks for an acknowledgement, and measures it. */
  beat(payload?: object): Promise<{ answer: unknown; roundTrip: number }>;
}

const opened: Socket[] = [];

export function openClient(url: string, options: Partial<ManagerOptions & SocketOptions> = {}): Client {
  const socket = io(url, { forceNew: true, reconnectionDelay: 50, reconnectionDelayMax: 100, ...options });
  opened.push(socket);
  const events = new Map<string, unknown[]>();
  const losses: string[] = [];
  const connectErrors: string[] = [];
  socket.onAny((event: string, payload: unknown) => {
    const list = events.get(event) ?? [];
    list.push(payload);
    events.set(event, list);
  });
  socket.on('disconnect', (reason) => losses.push(reason));
  socket.on('connect_error', (error) => connectErrors.push(error.message));
  return {
    socket,
    received: (event) => events.get(event) ?? [],
    losses,
    connectErrors,
    connected: async () => {
      await until(() => socket.connected, { describe: () => `a connection to ${url}; errors so far: ${connectErrors.join(', ') || 'none'}` });
    },
    beat: async (payload = { timestamp: new Date().toISOString(), seq: 1 }) => {
      const sentAt = performance.now();
      const answer: unknown = await socket.timeout(10_000).emitWithAck('heartbeat_test', payload);
      return { answer, roundTrip: performance.now() - sentAt };
    },
  };
}

export function closeClients(): void {
  for (const socket of opened.splice(0)) socket.disconnect();
}

/** The numbers of the log lines that a client got. */
export function lineNumbers(client: Client): number[] {
  return client.received('log_message').map((line) => Number((line as { n?: unknown }).n));
}

/** As many numbers as there are, counting up from the first: what they are if no line is missing or doubled. */
export function gapless(numbers: number[]): number[] {
  return numbers.map((_, index) => (numbers[0] ?? 0) + index);
}
