/**
 * A Socket.IO server over bare TCP that does what Werkzeug's development server with simple-websocket does: the upgrade is
 * answered without a reason phrase, and when a WebSocket session ends, the text of an HTTP 500 is written into its stream.
 * WebSockets only.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const SERVER = 'Werkzeug/3.0.1 Python/3.11.2';
const FALSE_500 =
  'HTTP/1.1 500 INTERNAL SERVER ERROR\r\n' +
  `Server: ${SERVER}\r\nDate: Tue, 24 Nov 2026 12:00:00 GMT\r\n` +
  'Content-Type: text/html; charset=utf-8\r\nContent-Length: 265\r\nConnection: close\r\n\r\n' +
  '<!doctype html>\n<html lang=en>\n<title>500 Internal Server Error</title>\n<h1>Internal Server Error</h1>\n';

export interface WerkzeugLike {
  readonly url: string;
  /** Says the goodbye of Socket.IO to every client, whose closing ends the session. */
  kick(): void;
  /** Ends every session without a goodbye, as a broken intermediary would: by bytes that are no frame. */
  garble(): void;
  close(): Promise<void>;
}

/** A frame of text, or a close frame. No payload here is longer than 65,535 bytes. */
function frame(opcode: 1 | 8, payload: Buffer): Buffer {
  const { length } = payload;
  const head = length < 126 ? Buffer.from([0x80 | opcode, length]) : Buffer.from([0x80 | opcode, 126, length >> 8, length & 0xff]);
  return Buffer.concat([head, payload]);
}

interface ClientFrame {
  readonly opcode: number;
  readonly payload: Buffer;
  /** Where the next one begins. */
  readonly end: number;
}

/** The first frame of what a client sent, once it is complete. Clients mask. */
function clientFrame(bytes: Buffer): ClientFrame | undefined {
  if (bytes.length < 6) return undefined;
  const short = bytes[1]! & 0x7f;
  const start = short === 126 ? 8 : 6;
  const length = short === 126 ? bytes.readUInt16BE(2) : short;
  const end = start + length;
  if (bytes.length < end) return undefined;
  const mask = bytes.subarray(start - 4, start);
  return { opcode: bytes[0]! & 0x0f, payload: Buffer.from(bytes.subarray(start, end).map((byte, index) => byte ^ mask[index % 4]!)), end };
}

export async function startWerkzeugLike(): Promise<WerkzeugLike> {
  const sessions = new Set<Socket>();
  const connections = new Set<Socket>();
  let opened = 0;

  const say = (socket: Socket, packet: string) => socket.write(frame(1, Buffer.from(packet)));
  // The handler of the session returns without ever having called start_response.
  const end = (socket: Socket) => {
    if (sessions.delete(socket)) socket.end(FALSE_500);
  };

  const onFrame = (socket: Socket, { opcode, payload }: ClientFrame) => {
    if (opcode === 8) return end(socket);
    const packet = payload.toString();
    if (packet === '40') say(socket, `40{"sid":"client-${opened}"}`);
    // The client's goodbye, from its namespace or from the engine: python-engineio leaves its loop.
    if (packet === '41' || packet === '1') end(socket);
  };

  const onConnection = (socket: Socket) => {
    connections.add(socket);
    socket.once('close', () => {
      connections.delete(socket);
      sessions.delete(socket);
    });
    socket.on('error', () => {});
    let received = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (!sessions.has(socket)) {
        const headers = received.toString('latin1');
        if (!headers.includes('\r\n\r\n')) return;
        received = Buffer.alloc(0);
        const key = /^sec-websocket-key: *(\S+)/im.exec(headers)?.[1];
        if (key === undefined) return void socket.end(`HTTP/1.1 400 BAD REQUEST\r\nServer: ${SERVER}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
        const accept = createHash('sha1').update(key + MAGIC).digest('base64');
        socket.write(`HTTP/1.1 101 \r\nUpgrade: websocket\r\nConnection: Upgrade\r\nServer: ${SERVER}\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
        opened += 1;
        sessions.add(socket);
        say(socket, `0${JSON.stringify({ sid: `werkzeug-${opened}`, upgrades: [], pingTimeout: 20_000, pingInterval: 25_000, maxPayload: 1_000_000 })}`);
        return;
      }
      for (let next = clientFrame(received); next !== undefined && sessions.has(socket); next = clientFrame(received)) {
        received = received.subarray(next.end);
        onFrame(socket, next);
      }
    });
  };

  const server = createServer(onConnection).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    kick: () => {
      for (const socket of sessions) say(socket, '41');
    },
    garble: () => {
      for (const socket of sessions) end(socket);
    },
    close: async () => {
      for (const socket of connections) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
