/** A Socket.IO server over HTTPS. */
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { speakProtocol } from '../../scripts/demo/protocol.ts';
import type { Service } from './service.ts';

export async function startSecureServer(certificate: { key: string; cert: string }): Promise<Service> {
  const server = createServer(certificate);
  const io = new Server(server, { cors: { origin: '*' } });
  io.on('connection', (socket) => speakProtocol(socket, () => ({ ack: 'normal', heartbeat: 'ack' })));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await io.close();
    },
  };
}
