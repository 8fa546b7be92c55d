/** Servers with nothing wrong, and what a profile needs to get on with them. */
import { speakProtocol } from '../../scripts/demo/protocol.ts';
import { generation3, serve } from '../servers/generations.ts';
import { startServer } from '../servers/node-server.ts';
import { startAiohttp, startFlask } from '../support/python.ts';
import type { Scenario } from './scenario.ts';

export const healthy: readonly Pick<Scenario, 'name' | 'start'>[] = [
  { name: 'Socket.IO 3', start: startGeneration3 },
  { name: 'Socket.IO 4', start: async () => startServer() },
  { name: 'Socket.IO 4 by polling first', start: async () => ({ ...(await startServer()), changes: { transports: ['polling', 'websocket'] } }) },
  { name: 'Socket.IO 4 with msgpack at both ends', start: async () => ({ ...(await startServer({ parser: 'msgpack' })), changes: { parser: 'msgpack' } }) },
  { name: 'Socket.IO 4 with connection state recovery', start: async () => startServer({ connectionStateRecovery: {} }) },
  { name: 'Flask-SocketIO on eventlet', start: async () => startFlask(['--mode', 'eventlet']) },
  { name: 'Flask-SocketIO threading by polling', start: async () => ({ ...(await startFlask(['--mode', 'threading'])), changes: { transports: ['polling'] } }) },
  { name: 'python-socketio on aiohttp', start: async () => startAiohttp() },
];

async function startGeneration3() {
  const { io, port, close } = await serve(generation3, {});
  io.of('/').on('connection', (peer: Parameters<typeof speakProtocol>[0]) => speakProtocol(peer, () => ({ ack: 'normal', heartbeat: 'ack' })));
  return { url: `http://127.0.0.1:${port}`, close };
}
