/** Socket.IO and another WebSocket server on one HTTP server, both of which answer every upgrade. */
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { WebSocketServer } from 'ws';
import { serve, type Service } from './service.ts';

/** `first` is who hears of an upgrade first. The other one answers it too, in the stream that the first one has taken over. */
export async function startTwoWebSocketServers(first: 'socket.io' | 'other'): Promise<Service> {
  const server = createServer();
  const addOther = () => new WebSocketServer({ server, path: '/live-reload' });
  if (first === 'other') addOther();
  const io = new Server(server);
  if (first === 'socket.io') addOther();
  const service = await serve(server);
  return {
    url: service.url,
    close: async () => {
      server.closeAllConnections();
      await io.close();
    },
  };
}
