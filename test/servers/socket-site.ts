/** Pages that open sockets of every kind, from documents, frames and workers, and the plain sockets that they open. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

export interface SocketSite {
  readonly port: number;
  /** The address of a page by its path; `host` makes it another site of the same server. */
  url(path: string, host?: 'localhost' | '127.0.0.1'): string;
  /** The address of a WebSocket that greets, then echoes what it is sent; `/refuse` refuses, `/moved` redirects, `/hang` never answers. */
  socket(path: string): string;
  close(): Promise<void>;
}

/** A page with headers of its own. */
export type Served = string | { readonly body: string; readonly headers: Readonly<Record<string, string>> };

/** `pages` gives the source of each page or script by its path, with the addresses of this site at hand. */
export async function startSocketSite(pages: (site: SocketSite) => Record<string, Served>): Promise<SocketSite> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '', 'http://site').pathname;
    if (path === '/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('event: greeting\ndata: hello\n\ndata: again\n\n');
      return;
    }
    const page = pages(site)[path];
    const served = typeof page === 'string' ? { body: page, headers: {} } : page;
    response.writeHead(served === undefined ? 404 : 200, { 'content-type': `${path.endsWith('.js') ? 'text/javascript' : 'text/html'};charset=utf-8`, ...served?.headers });
    response.end(served?.body);
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, stream, head) => {
    const { pathname } = new URL(request.url ?? '', 'http://site');
    if (pathname === '/hang') return;
    if (pathname === '/moved') return void stream.end('HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/elsewhere\r\nContent-Length: 0\r\n\r\n');
    if (pathname === '/refuse') return void stream.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    sockets.handleUpgrade(request, stream, head, (socket) => {
      socket.send(`hello from ${request.url}`);
      socket.on('message', (data: Buffer, isBinary) => socket.send(data, { binary: isBinary }));
    });
  });
  server.listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const site: SocketSite = {
    port,
    url: (path, host = '127.0.0.1') => `http://${host}:${port}${path}`,
    socket: (path) => `ws://127.0.0.1:${port}${path}`,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return site;
}
