/** A proxy that goes wrong on demand, at the level of TCP and of the head of each HTTP request. One request is served per connection. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { FrameFollower } from './websocket-frames.ts';

export type FaultMode =
  | { kind: 'pass' }
  /** Nobody listens on the port. Connections that are open go on: see `cutAll`. */
  | { kind: 'refuse' }
  /** Connections are accepted, and no request is ever answered. */
  | { kind: 'hang' }
  /** Polling passes, WebSocket upgrades are never answered. */
  | { kind: 'hang-upgrade' }
  /** Upgrades are answered with 101, then no frame ever comes. */
  | { kind: 'silent-upgrade' }
  /** Upgrades are answered with 101, then the connection ends before a first frame. */
  | { kind: 'close-after-upgrade' }
  /** Upgrades are answered with 400, polling passes. */
  | { kind: 'refuse-upgrade' }
  /** All passes until the next frame that the server sends on any WebSocket: that one is cut in the middle, and then all passes again. */
  | { kind: 'cut-mid-frame' }
  /** Each chunk comes this much later, both ways and in order. A very long delay freezes connections that are open. */
  | { kind: 'delay'; ms: number }
  /** Every request is answered with this, as a proxy does whose server is ill. */
  | { kind: 'status'; status: number; body?: string; contentType?: string }
  /** Every request is answered with 200 and a page, as some other web server would. */
  | { kind: 'html'; body?: string };

export interface FaultProxyOptions {
  target: { host: string; port: number };
  /** 0, the default, takes any free port. */
  port?: number;
}

export interface FaultProxy {
  readonly url: string;
  readonly port: number;
  readonly mode: FaultMode;
  /** `open` counts what is open now, the others count from the start. A poll is a request with `transport=polling`. */
  readonly connections: { readonly total: number; readonly open: number; readonly upgrades: number; readonly polls: number };
  /** Holds for every request from now on; `delay` and `cut-mid-frame` hold for open connections too. */
  setMode(mode: FaultMode): Promise<void>;
  /** Ends every open connection at once. */
  cutAll(): void;
  close(): Promise<void>;
}

const host = '127.0.0.1';
const longestHead = 65_536;

export async function startFaultProxy({ target, port: wantedPort = 0 }: FaultProxyOptions): Promise<FaultProxy> {
  const clients = new Set<Socket>();
  const counts = { total: 0, upgrades: 0, polls: 0 };
  let mode: FaultMode = { kind: 'pass' };
  let listener: Server | undefined = await listen(wantedPort, accept);
  const { port } = listener.address() as AddressInfo;

  function accept(client: Socket): void {
    counts.total += 1;
    clients.add(client);
    client.once('close', () => clients.delete(client));
    client.on('error', () => client.destroy());
    readHead(client, (head, rest) => serve(client, head, rest));
  }

  function serve(client: Socket, head: string, rest: Buffer): void {
    const isUpgrade = /^upgrade:\s*websocket\s*$/im.test(head);
    if (isUpgrade) counts.upgrades += 1;
    else if (/^\S+ \S*\btransport=polling\b/.test(head)) counts.polls += 1;

    if (mode.kind === 'hang') return swallow(client);
    if (mode.kind === 'status') return answer(client, mode.status, mode.body ?? `${mode.status}\n`, mode.contentType ?? 'text/plain');
    if (mode.kind === 'html') return answer(client, 200, mode.body ?? someOtherPage, 'text/html; charset=utf-8');
    if (!isUpgrade) return forward(client, oneRequestOnly(head), rest);
    if (mode.kind === 'hang-upgrade') return swallow(client);
    if (mode.kind === 'refuse-upgrade') return answer(client, 400, '{"code":3,"message":"Bad request"}', 'application/json');
    if (mode.kind === 'silent-upgrade' || mode.kind === 'close-after-upgrade') {
      client.write(switchingProtocols(head));
      if (mode.kind === 'close-after-upgrade') client.end();
      return swallow(client);
    }
    forward(client, head, rest, new FrameFollower());
  }

  /** Connects to the target and passes everything on, both ways. A follower says that the answer is a WebSocket stream. */
  function forward(client: Socket, head: string, rest: Buffer, follower?: FrameFollower): void {
    const upstream = connect(target.port, target.host);
    const toUpstream = delayedWriter(upstream);
    const toClient = delayedWriter(client);
    toUpstream.write(Buffer.concat([Buffer.from(head, 'latin1'), rest]));
    client.on('data', toUpstream.write);
    client.resume();

    let headIsOver = false;
    upstream.on('data', (chunk: Buffer) => {
      if (!follower) return toClient.write(chunk);
      // The 101 comes in a chunk of its own or with frames behind it. Only what is behind it belongs to frames.
      const framesFrom = headIsOver ? 0 : endOfHead(chunk);
      headIsOver = true;
      const frame = follower.follow(chunk.subarray(framesFrom));
      if (mode.kind !== 'cut-mid-frame' || !frame) return toClient.write(chunk);
      mode = { kind: 'pass' };
      const middle = framesFrom + frame.start + Math.max(1, Math.floor((frame.end - frame.start) / 2));
      toClient.afterAll(() => client.write(chunk.subarray(0, middle), () => client.destroy()));
    });

    upstream.on('error', () => upstream.destroy());
    client.once('close', () => upstream.destroy());
    client.once('end', toUpstream.end);
    // Whatever ended the target's side, what it sent before still gets through.
    upstream.once('close', toClient.end);
  }

  /** Writes in order, each chunk as late as the mode of the moment of its arrival says. */
  function delayedWriter(socket: Socket) {
    let last: Promise<unknown> = Promise.resolve();
    const afterAll = (action: () => void): void => {
      const due = mode.kind === 'delay' ? wait(mode.ms) : undefined;
      last = Promise.all([last, due]).then(action);
    };
    return {
      write: (chunk: Buffer) => afterAll(() => socket.writable && socket.write(chunk)),
      end: () => afterAll(() => socket.end()),
      afterAll,
    };
  }

  async function setMode(next: FaultMode): Promise<void> {
    mode = next;
    if (next.kind === 'refuse') {
      listener?.close();
      listener = undefined;
    } else {
      listener ??= await listen(port, accept);
    }
  }

  function cutAll(): void {
    for (const client of clients) client.destroy();
  }

  return {
    url: `http://${host}:${port}`,
    port,
    get mode() {
      return mode;
    },
    get connections() {
      return { ...counts, open: clients.size };
    },
    setMode,
    cutAll,
    close: async () => {
      await setMode({ kind: 'refuse' });
      cutAll();
    },
  };
}

async function listen(port: number, accept: (client: Socket) => void): Promise<Server> {
  const server = createServer(accept).listen(port, host);
  await once(server, 'listening');
  return server;
}

/** Collects a request's head, blank line included, and hands it on with what came behind it. */
function readHead(client: Socket, done: (head: string, rest: Buffer) => void): void {
  let seen = Buffer.alloc(0);
  client.on('data', function collect(chunk: Buffer) {
    seen = Buffer.concat([seen, chunk]);
    const end = endOfHead(seen);
    if (end < seen.length || seen.subarray(-4).equals(blankLine)) {
      client.off('data', collect);
      client.pause();
      done(seen.toString('latin1', 0, end), seen.subarray(end));
    } else if (seen.length > longestHead) {
      client.destroy();
    }
  });
}

const blankLine = Buffer.from('\r\n\r\n');

/** The offset behind the blank line, or the length where there is none. */
function endOfHead(bytes: Buffer): number {
  const at = bytes.indexOf(blankLine);
  return at < 0 ? bytes.length : at + blankLine.length;
}

/** Makes both ends close after this request, so that the next one comes with a head that is seen here. */
function oneRequestOnly(head: string): string {
  const lines = head.split('\r\n').filter((line) => !/^(connection|keep-alive):/i.test(line));
  return [lines[0], 'Connection: close', ...lines.slice(1)].join('\r\n');
}

function switchingProtocols(head: string): string {
  const key = /^sec-websocket-key:\s*(\S+)/im.exec(head)?.[1] ?? '';
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
}

function answer(client: Socket, status: number, body: string, contentType: string): void {
  const length = Buffer.byteLength(body);
  client.end(`HTTP/1.1 ${status} Fault\r\nContent-Type: ${contentType}\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${body}`);
  swallow(client);
}

/** Reads on without a use for it, so that the client's own end is noticed and its unread bytes do not reset the connection. */
function swallow(client: Socket): void {
  client.resume();
}

const someOtherPage = '<!doctype html><title>Some other server</title><h1>It works!</h1>\n';

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
