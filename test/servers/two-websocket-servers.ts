/** Socket.IO and another WebSocket server on one HTTP server, both of which answer every upgrade. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { WebSocketServer } from 'ws';
import type { Service } from './other-services.ts';

/** `first` is who hears of an upgrade first. The other one answers it too, in the stream that the first one has taken over. */
export async function startTwoWebSocketServers(first: 'socket.io' | 'other'): Promise<Service> {
  const server = createServer();
  const addOther = () => new WebSocketServer({ server, path: '/live-reload' });
  if (first === 'other') addOther();
  const io = new Server(server);
  if (first === 'socket.io') addOther();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await io.close();
    },
  };
}
