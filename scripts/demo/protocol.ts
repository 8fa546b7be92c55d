/** The events of the report that this project began with, spoken from the server's side, well or badly as asked. */

/** What becomes of `connection_ack`. */
export type AckBehaviour = 'normal' | 'withheld' | { lateMs: number } | { malformed: unknown };

/** How `heartbeat_test` is answered. `ack` and a delay use the callback if the client gave one, and the event otherwise. */
export type HeartbeatBehaviour = 'ack' | 'event' | 'none' | { delayMs: number };

export interface Behaviour {
  ack: AckBehaviour;
  heartbeat: HeartbeatBehaviour;
}

/** A connected client, of whichever generation of Socket.IO. */
export interface ConnectedClient {
  readonly id: string;
  emit(event: string, ...args: unknown[]): unknown;
  on(event: string, listener: (...args: unknown[]) => void): unknown;
}

/** Serves one connected socket. The behaviour is asked for each time, because it may change while the socket is open. */
export function speakProtocol(socket: ConnectedClient, behaviour: () => Behaviour): void {
  acknowledge(socket, behaviour().ack);
  socket.on('heartbeat_test', (...args: unknown[]) => answerHeartbeat(socket, args, behaviour().heartbeat));
}

function acknowledge(socket: ConnectedClient, behaviour: AckBehaviour): void {
  if (behaviour === 'withheld') return;
  if (typeof behaviour === 'object' && 'malformed' in behaviour) {
    socket.emit('connection_ack', behaviour.malformed);
    return;
  }
  const send = () =>
    socket.emit('connection_ack', {
      status: 'connected',
      timestamp: new Date().toISOString(),
      sid: socket.id,
      message: 'Welcome. The server has registered this connection.',
    });
  after(behaviour === 'normal' ? 0 : behaviour.lateMs, send);
}

function answerHeartbeat(socket: ConnectedClient, args: unknown[], behaviour: HeartbeatBehaviour): void {
  if (behaviour === 'none') return;
  const { seq = null, timestamp = null } = fieldsOf(args[0]);
  const callback = behaviour === 'event' ? undefined : args.findLast(isCallback);
  after(typeof behaviour === 'object' ? behaviour.delayMs : 0, () => {
    const now = new Date().toISOString();
    if (callback) callback({ timestamp: now, seq, client_timestamp: timestamp });
    else socket.emit('heartbeat_response', { seq, timestamp, server_timestamp: now });
  });
}

function isCallback(argument: unknown): argument is (answer: object) => void {
  return typeof argument === 'function';
}

function fieldsOf(payload: unknown): { seq?: unknown; timestamp?: unknown } {
  return typeof payload === 'object' && payload !== null ? payload : {};
}

/** Runs at once without a delay, so that a normal answer stays in the same turn. A pending answer keeps no process alive. */
function after(delayMs: number, action: () => void): void {
  if (delayMs > 0) setTimeout(action, delayMs).unref();
  else action();
}
