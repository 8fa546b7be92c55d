/** What the pages of the hook's tests talk to: a WebSocket that echoes, Server-Sent Events, bodies, and Socket.IO. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import { WebSocketServer } from 'ws';

const require = createRequire(import.meta.url);
const CLIENTS: Record<string, string> = {
  '/client-4.js': path.join(path.dirname(require.resolve('socket.io-client/package.json')), 'dist/socket.io.js'),
  '/client-2.js': path.join(path.dirname(require.resolve('socket.io-client-2/package.json')), 'dist/socket.io.js'),
};

const STREAM = 'data: one\n\nevent: price\nid: 7\ndata: {"n":2}\n\nevent: error\ndata: not one\n\ndata: two\ndata: lines\n\n';

/** One frame or body of the wire, as the server saw it. */
export interface Seen {
  readonly direction: 'in' | 'out';
  /** Text, or base64 of binary. */
  readonly data: string;
}

export interface PageServer {
  readonly port: number;
  /** What went over the echo socket's wire, from the page's point of view. */
  readonly seen: Seen[];
  close(): Promise<void>;
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url!, 'http://any');
  const client = CLIENTS[pathname];
  if (client !== undefined) {
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(readFileSync(client));
  } else if (pathname === '/stream') {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(STREAM);
  } else if (pathname === '/echo') {
    const type = searchParams.get('type') ?? 'text/plain';
    response.writeHead(Number(searchParams.get('status') ?? 200), { 'content-type': type });
    request.pipe(response);
  } else {
    const policy = searchParams.get('policy');
    response.writeHead(200, { 'content-type': 'text/html', ...(policy !== null && { 'content-security-policy': policy }) }).end('<!doctype html><title>page</title>');
  }
}

/** Echoes everything; a text such as `close 4001 bye` closes, `burst 3` is answered by three texts, and `silent …` by nothing. */
function echoes(seen: Seen[]): WebSocketServer {
  const server = new WebSocketServer({ noServer: true, maxPayload: 2 ** 30, handleProtocols: (offered) => [...offered][0] ?? false });
  server.on('connection', (socket) => {
    socket.on('error', () => {});
    const send = (data: Buffer | string, binary: boolean) => {
      seen.push({ direction: 'in', data: data.toString(binary ? 'base64' : 'utf8') });
      socket.send(data, { binary });
    };
    socket.on('message', (data: Buffer, isBinary) => {
      const text = isBinary ? '' : data.toString();
      seen.push({ direction: 'out', data: isBinary ? data.toString('base64') : text });
      if (text.startsWith('silent ')) return;
      const [command, first, ...rest] = text.length < 100 ? text.split(' ') : [];
      if (command === 'close') socket.close(Number(first), rest.join(' '));
      else if (command === 'terminate') socket.terminate();
      else if (command === 'burst') for (let index = 0; index < Number(first); index += 1) send(String(index), false);
      else send(data, isBinary);
    });
  });
  return server;
}

/** Answers what the conversation of `socket-io.ts` says. */
function converse(socket: Socket): void {
  socket.on('ask', (question: unknown, reply: (answer: unknown) => void) => reply({ question }));
  socket.on('binary', (bytes: Buffer, note: string) => socket.emit('binary', bytes, `${note} back`));
  socket.on('wait', () => socket.emit('question', 'how are you', (mood: string) => socket.emit('heard', mood)));
}

export async function startPageServer(): Promise<PageServer> {
  const http = createServer(answer);
  const io = new Server(http, { allowEIO3: true, cors: { origin: true, credentials: true }, destroyUpgrade: false });
  io.on('connection', converse);
  io.of('/admin').on('connection', converse);
  const seen: Seen[] = [];
  const echo = echoes(seen);
  http.on('upgrade', (request, socket, head) => {
    if (request.url!.startsWith('/socket.io/')) return;
    if (request.url === '/refuse') socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    else echo.handleUpgrade(request, socket, head, (client) => echo.emit('connection', client, request));
  });
  await new Promise<void>((resolve) => { http.listen(0, resolve); });
  return {
    port: (http.address() as AddressInfo).port,
    seen,
    close: async () => {
      for (const client of echo.clients) client.terminate();
      await io.close();
      http.closeAllConnections();
    },
  };
}
