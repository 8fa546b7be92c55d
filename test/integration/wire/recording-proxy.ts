/** An HTTP and WebSocket proxy that records what crosses it as a browser extension would see it: bodies of polls and WebSocket messages, by Engine.IO session. */
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import { connectionKind } from '../../../src/core/wire/connection-kind.ts';
import type { Direction, Frame } from '../../../src/core/wire/packet.ts';

/** One Engine.IO session, over whatever transports. */
export interface RecordedSession {
  /** The URL that it began with. */
  readonly url: string;
  readonly frames: Frame[];
}

export interface RecordingProxy {
  readonly url: string;
  readonly sessions: readonly RecordedSession[];
  close(): Promise<void>;
}

/** ws gives a Buffer, unless its `binaryType` is changed. */
const recorded = (data: RawData, binary: boolean) => (binary ? Uint8Array.from(data as Buffer) : (data as Buffer).toString());

export async function startRecordingProxy(port: number): Promise<RecordingProxy> {
  const sessions: RecordedSession[] = [];
  const bySid = new Map<string, RecordedSession>();
  const sockets = new Set<WebSocket>();

  function sessionOf(url: string): RecordedSession {
    const sid = connectionKind(url).engineSid;
    const known = sid === null ? undefined : bySid.get(sid);
    if (known !== undefined) return known;
    const session = { url, frames: [] };
    sessions.push(session);
    return session;
  }

  function recordPoll(session: RecordedSession, direction: Direction, type: string | undefined, body: Buffer): void {
    const data = type?.startsWith('application/octet-stream') ? Uint8Array.from(body) : body.toString();
    const sid = typeof data === 'string' ? /\\?"sid\\?":\\?"([^"\\]+)/.exec(data)?.[1] : undefined;
    if (session.frames.length === 0 && sid !== undefined) bySid.set(sid, session);
    session.frames.push({ direction, transport: 'polling', data });
  }

  async function forward(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const session = sessionOf(incoming.url!);
    const body = await buffer(incoming);
    if (incoming.method === 'POST') recordPoll(session, 'out', incoming.headers['content-type'], body);
    const headers = { ...incoming.headers, 'accept-encoding': 'identity', connection: 'close' };
    const upstream = request({ port, path: incoming.url, method: incoming.method, headers });
    answer.on('close', () => upstream.destroy());
    upstream.end(body);
    const [response] = (await once(upstream, 'response')) as [IncomingMessage];
    const reply = await buffer(response);
    recordPoll(session, 'in', response.headers['content-type'], reply);
    answer.writeHead(response.statusCode!, response.headers).end(reply);
  }

  const upgrader = new WebSocketServer({ noServer: true, perMessageDeflate: false });

  function relay(client: WebSocket, url: string): void {
    const session = sessionOf(url);
    const server = new WebSocket(`ws://127.0.0.1:${port}${url}`, { perMessageDeflate: false });
    const early: [RawData, boolean][] = [];
    const pass = (direction: Direction, to: WebSocket) => (data: RawData, binary: boolean) => {
      session.frames.push({ direction, transport: 'websocket', data: recorded(data, binary) });
      to.send(data, { binary });
    };
    const out = pass('out', server);
    client.on('message', (data, binary) => (server.readyState === WebSocket.OPEN ? out(data, binary) : early.push([data, binary])));
    server.on('open', () => early.forEach(([data, binary]) => out(data, binary)));
    server.on('message', pass('in', client));
    for (const [one, other] of [[client, server], [server, client]] as const) {
      sockets.add(one);
      one.on('close', () => other.terminate());
      one.on('error', () => other.terminate());
    }
  }

  const http = createServer((incoming, answer) => {
    forward(incoming, answer).catch(() => answer.destroy());
  });
  http.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    upgrader.handleUpgrade(incoming, socket, head, (client) => relay(client, incoming.url!));
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');

  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    sessions,
    async close() {
      for (const socket of sockets) socket.terminate();
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}
