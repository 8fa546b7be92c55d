/**
 * Does on the wire exactly what Werkzeug's development server does for a WebSocket session of Flask-SocketIO with
 * simple-websocket: a 101 with an empty reason phrase, and when the session is over a literal HTTP answer written into the
 * WebSocket's stream. Debian has no simple-websocket, so that the real one cannot be had in tests.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface WerkzeugServer {
  readonly url: string;
  /** WebSocket sessions that were opened so far. */
  readonly opened: number;
  /** Relays the log lines of a session's end to everybody who is connected. */
  relayTraceback(): void;
  /** Disconnects every client as an application does: by `41`, upon which the client closes and the session ends. */
  kick(): void;
  /** Ends every session with the literal answer, but without any goodbye before it. */
  breakStreams(): void;
  close(): Promise<void>;
}

const SERVER = 'Werkzeug/2.2.2 Python/3.11.2';
const ERROR_PAGE =
  '<!doctype html>\n<html lang=en>\n<title>500 Internal Server Error</title>\n<h1>Internal Server Error</h1>\n' +
  '<p>The server encountered an internal error and was unable to complete your request. Either the server is overloaded or there is an error in the application.</p>\n';
/** What stays in the log of a session that ended: the traceback, then the request's line. */
const TRACEBACK = [
  'Error on request:\nTraceback (most recent call last):\n  File "/usr/lib/python3/dist-packages/werkzeug/serving.py", line 335, in run_wsgi\n    execute(self.server.app)\n' +
    '  File "/usr/lib/python3/dist-packages/werkzeug/serving.py", line 325, in execute\n    write(b"")\n' +
    '  File "/usr/lib/python3/dist-packages/werkzeug/serving.py", line 252, in write\n    assert status_set is not None, "write() before start_response"\n' +
    'AssertionError: write() before start_response',
  '127.0.0.1 - - [24/Nov/2026 18:00:00] "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1" 500 -',
];

const TEXT = 1;
const CLOSE = 8;

export async function startWerkzeugServer(): Promise<WerkzeugServer> {
  const connections = new Set<Socket>();
  const sessions = new Set<Socket>();
  let opened = 0;

  const server = createServer((socket) => {
    connections.add(socket);
    socket.once('close', () => {
      connections.delete(socket);
      sessions.delete(socket);
    });
    socket.on('error', () => socket.destroy());
    socket.once('data', (head) => answer(socket, head.toString('latin1')));
  });

  function answer(socket: Socket, head: string): void {
    const key = /^sec-websocket-key:\s*(\S+)/im.exec(head)?.[1];
    if (key === undefined) return void socket.end(httpAnswer('200 OK', 'text/plain; charset=UTF-8', head.startsWith('GET') ? openPacket('polled', ['websocket']) : 'OK'));
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    socket.write(`HTTP/1.1 101 \r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
    opened += 1;
    sessions.add(socket);
    socket.write(frame(TEXT, openPacket(`werkzeug-${opened}`, [])));
    onFrames(socket, (opcode, payload) => serve(socket, opcode, payload));
  }

  function serve(socket: Socket, opcode: number, payload: string): void {
    if (opcode === CLOSE) return end(socket, payload);
    if (payload.startsWith('40')) socket.write(frame(TEXT, `40{"sid":"session-${opened}"}`));
    if (payload.startsWith('40')) socket.write(frame(TEXT, '42["connection_ack",{"status":"connected"}]'));
    const heartbeat = /^42(\d+)\["heartbeat_test"/.exec(payload);
    if (heartbeat !== null) socket.write(frame(TEXT, `43${heartbeat[1]}[{}]`));
  }

  /** The answer to the close frame and the literal 500 come in one piece, which is what Chromium stumbles over. */
  function end(socket: Socket, closeReason: string): void {
    sessions.delete(socket);
    socket.end(Buffer.concat([frame(CLOSE, closeReason), literalError()]));
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get opened() {
      return opened;
    },
    relayTraceback: () => {
      for (const message of TRACEBACK) {
        const line = { level: message.startsWith('Error') ? 'error' : 'info', logger: 'werkzeug', message };
        for (const socket of sessions) socket.write(frame(TEXT, `42["log_message",${JSON.stringify(line)}]`));
      }
    },
    kick: () => {
      for (const socket of sessions) socket.write(frame(TEXT, '41'));
    },
    breakStreams: () => {
      for (const socket of sessions) socket.end(literalError());
    },
    close: async () => {
      for (const socket of connections) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function openPacket(sid: string, upgrades: readonly string[]): string {
  return `0${JSON.stringify({ sid, upgrades, pingTimeout: 20_000, pingInterval: 25_000 })}`;
}

function literalError(): Buffer {
  return Buffer.from(httpAnswer('500 INTERNAL SERVER ERROR', 'text/html; charset=utf-8', ERROR_PAGE));
}

function httpAnswer(status: string, contentType: string, body: string): string {
  const headers = [`Server: ${SERVER}`, `Date: ${new Date().toUTCString()}`, `Content-Type: ${contentType}`, `Content-Length: ${Buffer.byteLength(body)}`];
  return [`HTTP/1.1 ${status}`, ...headers, 'Connection: close', '', body].join('\r\n');
}

/** A frame as servers send them: whole, and not masked. */
function frame(opcode: number, text: string): Buffer {
  const payload = Buffer.from(text, opcode === CLOSE ? 'latin1' : 'utf8');
  const short = payload.length < 126;
  const header = Buffer.from([0x80 | opcode, short ? payload.length : 126, ...(short ? [] : [payload.length >> 8, payload.length & 0xff])]);
  return Buffer.concat([header, payload]);
}

/** Hands out a client's frames, which are masked and, in these tests, whole and shorter than 64 KiB. */
function onFrames(socket: Socket, onFrame: (opcode: number, payload: string) => void): void {
  let seen = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    seen = Buffer.concat([seen, chunk]);
    for (let next = maskedFrame(seen); next !== null; next = maskedFrame(seen)) {
      seen = seen.subarray(next.size);
      onFrame(next.opcode, next.payload.toString(next.opcode === CLOSE ? 'latin1' : 'utf8'));
    }
  });
}

function maskedFrame(bytes: Buffer): { opcode: number; payload: Buffer; size: number } | null {
  if (bytes.length < 2) return null;
  const long = (bytes[1]! & 0x7f) === 126;
  const mask = long ? 4 : 2;
  if (bytes.length < mask + 4) return null;
  const length = long ? bytes.readUInt16BE(2) : bytes[1]! & 0x7f;
  const from = mask + 4;
  if (bytes.length < from + length) return null;
  const payload = Buffer.from(bytes.subarray(from, from + length).map((byte, index) => byte ^ bytes[mask + (index % 4)]!));
  return { opcode: bytes[0]! & 0x0f, payload, size: from + length };
}
