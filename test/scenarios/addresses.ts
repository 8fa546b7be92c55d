/** No Socket.IO server of our version at this address. */
import { generation2, serve } from '../servers/generations.ts';
import { startNginx } from '../servers/nginx.ts';
import { startServer } from '../servers/node-server.ts';
import { startNothing, startPlainWebSocket, startWebsite } from '../servers/other-services.ts';
import { selfSignedCertificate } from '../servers/self-signed.ts';
import { startSecureServer } from '../servers/secure-server.ts';
import { startFlask } from '../support/python.ts';
import { inFront, type Scenario } from './scenario.ts';

const PAGE = '<!doctype html><html lang="en"><title>Some shop</title><h1>Some shop</h1></html>';
const polling = { transports: ['polling'] } as const;

export const addresses: readonly Scenario[] = [
  {
    id: 'server-unreachable',
    name: 'nobody listens',
    signs: [],
    start: startNothing,
  },
  {
    id: 'server-unreachable',
    name: 'nobody listens, by websocket alone',
    signs: [],
    start: async () => ({ ...(await startNothing()), changes: { transports: ['websocket'] } }),
  },
  {
    id: 'server-unreachable',
    name: 'nginx whose server is down',
    signs: [],
    start: async () => {
      const nothing = await startNothing();
      return startNginx(`location / { proxy_pass ${nothing.url}; }`);
    },
  },
  {
    id: 'wrong-path',
    name: 'a Node server at another path',
    signs: [],
    start: async () => startServer({ path: '/chat/socket.io' }),
  },
  {
    id: 'wrong-path',
    name: 'a Flask server asked at another path',
    signs: [],
    start: async () => ({ ...(await startFlask()), changes: { path: '/chat/socket.io' } }),
  },
  {
    id: 'wrong-path',
    name: 'a 404 page in HTML',
    signs: [],
    start: async () => startWebsite(404, 'text/html; charset=utf-8', PAGE),
  },
  {
    id: 'wrong-path',
    name: 'nginx that forwards another path only',
    signs: [],
    start: async () => {
      const server = await startServer();
      return inFront(await startNginx(`location /chat/ { proxy_pass ${server.url}; }`), server);
    },
  },
  {
    id: 'not-socketio',
    name: 'a web server whose every answer is a page',
    signs: [],
    start: async () => startWebsite(200, 'text/html; charset=utf-8', PAGE),
  },
  {
    id: 'not-socketio',
    name: 'an API that answers in JSON',
    signs: [],
    start: async () => startWebsite(200, 'application/json', '{"ok":true}'),
  },
  {
    id: 'not-socketio',
    name: 'a plain WebSocket server',
    signs: [],
    start: startPlainWebSocket,
  },
  {
    id: 'protocol-mismatch',
    name: 'a Socket.IO 2 server',
    signs: [],
    start: startGeneration2,
  },
  {
    id: 'protocol-mismatch',
    name: 'a Socket.IO 2 server, by polling',
    signs: [],
    start: async () => ({ ...(await startGeneration2()), changes: { ...polling } }),
  },
  {
    id: 'tls-untrusted',
    name: 'a certificate that nobody signed',
    signs: [],
    needsProbe: true,
    start: async () => startSecureServer(selfSignedCertificate()),
  },
];

async function startGeneration2() {
  const { port, close } = await serve(generation2, {});
  return { url: `http://127.0.0.1:${port}`, close };
}
