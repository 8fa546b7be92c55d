/** What may stand on the way to a server: it passes HTTP requests and upgrades on, or answers them itself. */
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import net from 'node:net';
import { serve, type Service } from './service.ts';

export interface Way {
  /** The port that a request goes to. */
  readonly port: (incoming: IncomingMessage) => number;
  /** Answers a request itself, and says whether it did. */
  readonly answer?: (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;
  /** Headers that it adds to answers. */
  readonly headers?: (incoming: IncomingMessage, port: number) => Readonly<Record<string, string>>;
}

export async function startWay({ port, answer = () => false, headers = () => ({}) }: Way): Promise<Service> {
  const server = createServer((incoming, outgoing) => {
    if (answer(incoming, outgoing)) return void incoming.resume();
    const chosen = port(incoming);
    const onward = request({ host: '127.0.0.1', port: chosen, path: incoming.url, method: incoming.method, headers: incoming.headers }, (answered) => {
      outgoing.writeHead(answered.statusCode!, { ...answered.headers, ...headers(incoming, chosen) });
      answered.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  server.on('upgrade', (incoming, socket, head) => {
    const onward = net.connect(port(incoming), '127.0.0.1', () => {
      const lines = Object.entries(incoming.headers).map(([name, value]) => `${name}: ${String(value)}`);
      onward.write(`GET ${incoming.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
    socket.on('close', () => onward.destroy());
  });
  return serve(server);
}

/** A firewall that refuses what clients send by polling, with nginx's page. */
export async function startFirewall(port: number): Promise<Service> {
  return startWay({
    port: () => port,
    answer: ({ method }, outgoing) => {
      if (method !== 'POST') return false;
      outgoing.writeHead(403, { 'content-type': 'text/html', server: 'nginx' }).end('<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body>\r\n<center><h1>403 Forbidden</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n');
      return true;
    },
  });
}

/** A cache that takes every handshake by polling for the same request, and so answers it with one session that is long gone. */
export async function startCache(port: number): Promise<Service> {
  return startWay({
    port: () => port,
    answer: ({ method, url = '' }, outgoing) => {
      if (method !== 'GET' || url.includes('sid=')) return false;
      outgoing.writeHead(200, { 'content-type': 'text/plain', age: '12' }).end('0{"sid":"cached","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}');
      return true;
    },
  });
}

/** A load balancer that keeps a client at one worker by a cookie, and sends one without it to the next. */
export async function startCookieBalancer(ports: readonly number[]): Promise<Service> {
  let turn = 0;
  return startWay({
    port: ({ headers }) => Number(/\bworker=(\d+)/.exec(headers.cookie ?? '')?.[1] ?? ports[turn++ % ports.length]),
    headers: ({ headers }, port) => (headers.cookie === undefined ? { 'set-cookie': `worker=${port}; Path=/; HttpOnly` } : {}),
  });
}
