/** A front that redirects: web servers do so for http:// and for another host, frameworks for a slash at the end. */
import { createServer, STATUS_CODES } from 'node:http';
import { serve, type Service } from './service.ts';

/** Redirects every request, upgrades included, to what `moved` makes of its path and query. `headers` are added, of no upgrade. */
export async function startRedirecting(status: number, moved: (pathAndQuery: string) => string, headers: Readonly<Record<string, string>> = {}): Promise<Service> {
  const server = createServer((request, response) => response.writeHead(status, { location: moved(request.url!), ...headers }).end());
  server.on('upgrade', (request, socket) => {
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nLocation: ${moved(request.url!)}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
  });
  return serve(server);
}
