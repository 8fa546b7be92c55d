/** Pages with a real Socket.IO client of any generation and a script of the test's own, beside a Socket.IO server of the same origin. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { Server } from 'socket.io';

const require = createRequire(import.meta.url);
const inPackage = (name: string, file: string) => path.join(path.dirname(require.resolve(`${name}/package.json`)), file);

/** The bundles that the clients' makers publish for browsers. */
const CLIENTS = {
  '2': inPackage('socket.io-client-2', 'dist/socket.io.js'),
  '3': inPackage('socket.io-client-3', 'dist/socket.io.js'),
  '4': inPackage('socket.io-client', 'dist/socket.io.js'),
  msgpack: inPackage('socket.io-client', 'dist/socket.io.msgpack.min.js'),
} as const;
export type PageClient = keyof typeof CLIENTS;

export interface ClientPages {
  /** Where a Socket.IO 4 server is, too, at the usual path. It lets nobody else's pages in. */
  readonly origin: string;
  /** Serves a page from now on that loads a client and runs a script, and gives its address. */
  page(client: PageClient, script: string): string;
  /** The address of a page without a socket. */
  readonly empty: string;
  close(): Promise<void>;
}

/** With a certificate, over https. */
export async function startClientPages(certificate?: { key: string; cert: string }): Promise<ClientPages> {
  const scripts: { client: PageClient; script: string }[] = [];
  const answer: RequestListener = (request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://pages');
    const [, kind, name = ''] = pathname.split('/');
    const page = kind === 'page' ? scripts[Number(name)] : undefined;
    if (kind === 'client' && Object.hasOwn(CLIENTS, name)) {
      response.writeHead(200, { 'content-type': 'text/javascript;charset=utf-8', 'cache-control': 'max-age=600' }).end(readFileSync(CLIENTS[name as PageClient]));
    } else if (page !== undefined) {
      response.writeHead(200, { 'content-type': 'text/html;charset=utf-8' });
      response.end(`<!doctype html><title>page</title><script src="/client/${page.client}"></script><script>${page.script}</script>`);
    } else if (pathname === '/') {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>empty</title>');
    } else {
      response.writeHead(404, { 'content-type': 'text/html' }).end('<!doctype html><title>404</title><h1>Not Found</h1>');
    }
  };
  const server = certificate === undefined ? createServer(answer) : createSecureServer(certificate, answer);
  const io = new Server(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const origin = `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  return {
    origin,
    page: (client, script) => `${origin}/page/${scripts.push({ client, script }) - 1}`,
    empty: `${origin}/`,
    close: async () => {
      const closed = once(server, 'close');
      const ended = io.close();
      server.closeAllConnections();
      await Promise.all([ended, closed]);
    },
  };
}
