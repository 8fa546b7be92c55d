/** What else may stand at an address where a Socket.IO server was expected. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { freePort } from '../support/free-port.ts';
import { serve, type Service } from './service.ts';

/** Nobody listens there. */
export async function startNothing(): Promise<Service> {
  return { url: `http://127.0.0.1:${await freePort()}`, close: async () => {} };
}

/** A web server that gives every request the same answer, WebSocket upgrades included. */
export async function startWebsite(status: number, contentType: string, body: string): Promise<Service> {
  const server = createServer((_request, response) => response.writeHead(status, { 'content-type': contentType }).end(body));
  return serve(server);
}

/** A server of another protocol, such as a database: whatever it is told, it says `words` and hangs up. */
export async function startStranger(words: string): Promise<Service> {
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => socket.end(words));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

/** A WebSocket server that knows nothing of Engine.IO: it greets, then echoes. Plain HTTP is answered with 426. */
export async function startPlainWebSocket(): Promise<Service> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  server.on('connection', (socket) => {
    socket.send('{"type":"welcome"}');
    socket.on('message', (data: Buffer, isBinary) => socket.send(data, { binary: isBinary }));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      for (const socket of server.clients) socket.terminate();
      server.close();
      await once(server, 'close');
    },
  };
}
