/** No Socket.IO server of our version at this address. */
import { expect } from 'vitest';
import { generation2, serve } from '../servers/generations.ts';
import { startNginx } from '../servers/nginx.ts';
import { startServer } from '../servers/node-server.ts';
import { startNothing, startPlainWebSocket, startStranger, startWebsite } from '../servers/other-services.ts';
import { startRedirecting } from '../servers/redirecting.ts';
import { selfSignedCertificate } from '../servers/self-signed.ts';
import { startSecureServer } from '../servers/secure-server.ts';
import { startFlask } from '../support/python.ts';
import { inFront, type Scenario } from './scenario.ts';

const PAGE = '<!doctype html><html lang="en"><title>Some shop</title><h1>Some shop</h1></html>';
/** A poll that was answered with 200, by something that is no Engine.IO payload. */
const UNREADABLE = { kind: 'connect-failed', message: 'server error', transport: 'polling', status: null, body: null } as const;

export const addresses: readonly Scenario[] = [
  {
    id: 'server-unreachable',
    name: 'nobody listens',
    signs: [{ kind: 'connect-failed', message: 'fetch read error', transport: 'polling', status: null, body: null }],
    start: startNothing,
  },
  {
    id: 'server-unreachable',
    name: 'nobody listens, by websocket alone',
    signs: [{ kind: 'connect-failed', message: 'websocket error', transport: 'websocket', status: null, body: null }],
    start: async () => ({ ...(await startNothing()), changes: { transports: ['websocket'] } }),
  },
  {
    id: 'server-unreachable',
    name: 'nginx whose server is down',
    signs: [{ kind: 'connect-failed', status: 502, body: expect.stringContaining('502 Bad Gateway') }],
    start: async () => {
      const nothing = await startNothing();
      return startNginx(`location / { proxy_pass ${nothing.url}; }`);
    },
  },
  {
    id: 'host-refused',
    name: 'a dev server that is asked by another name',
    signs: [{ kind: 'connect-failed', status: 403 }],
    start: async () => startWebsite(403, 'text/html', 'Blocked request. This host ("shop.test") is not allowed.'),
  },
  {
    id: 'rate-limited',
    name: 'a server that counts requests',
    signs: [{ kind: 'connect-failed', status: 429 }],
    start: async () => startWebsite(429, 'text/html', 'Too many requests, please try again later.'),
  },
  {
    id: 'server-unavailable',
    name: 'a page that tells of maintenance',
    signs: [{ kind: 'connect-failed', status: 503 }],
    start: async () => startWebsite(503, 'text/html', '<!doctype html><title>Down for maintenance</title>'),
  },
  {
    id: 'not-http',
    name: 'a database’s port',
    signs: [{ kind: 'connect-failed', transport: 'polling', status: null, body: null }],
    needsProbe: true,
    start: async () => ({ ...(await startStranger("-ERR wrong number of arguments for 'get' command\r\n")), changes: { transports: ['polling'] } }),
  },
  {
    id: 'login-required',
    name: 'a login in front of every path',
    signs: [{ kind: 'connect-failed', transport: 'polling', status: null, body: null }],
    needsProbe: true,
    start: async () => ({ ...(await startRedirecting(302, () => '/oauth2/sign_in')), changes: { transports: ['polling'] } }),
  },
  {
    id: 'wrong-path',
    name: 'a Node server at another path',
    signs: [
      // Node lets an upgrade to a path that it does not serve hang, for a second.
      { kind: 'connect-failed', message: 'timeout', transport: 'websocket', status: null },
      { kind: 'connect-failed', status: 404, body: 'Only Socket.IO is served here.\n' },
    ],
    start: async () => startServer({ path: '/chat/socket.io' }),
  },
  {
    id: 'wrong-path',
    name: 'a Flask server asked at another path',
    signs: [{ kind: 'connect-failed', status: 404, body: expect.stringContaining('<title>404 Not Found</title>') }],
    start: async () => ({ ...(await startFlask()), changes: { path: '/chat/socket.io' } }),
  },
  {
    id: 'wrong-path',
    name: 'a 404 page in HTML',
    signs: [{ kind: 'connect-failed', status: 404, body: PAGE }],
    start: async () => startWebsite(404, 'text/html; charset=utf-8', PAGE),
  },
  {
    id: 'wrong-path',
    name: 'nginx that forwards another path only',
    signs: [{ kind: 'connect-failed', status: 404, body: expect.stringContaining('<center>nginx/') }],
    start: async () => {
      const server = await startServer();
      return inFront(await startNginx(`location /chat/ { proxy_pass ${server.url}; }`), server);
    },
  },
  {
    id: 'not-socketio',
    name: 'a web server whose every answer is a page',
    signs: [{ kind: 'packet', direction: 'in', transport: 'polling', type: 'malformed', text: PAGE }, UNREADABLE],
    start: async () => startWebsite(200, 'text/html; charset=utf-8', PAGE),
  },
  {
    id: 'not-socketio',
    name: 'an API that answers in JSON',
    signs: [{ kind: 'packet', direction: 'in', transport: 'polling', type: 'reply', text: '{"ok":true}' }, UNREADABLE],
    start: async () => startWebsite(200, 'application/json', '{"ok":true}'),
  },
  {
    id: 'not-socketio',
    name: 'a plain WebSocket server',
    signs: [
      { kind: 'packet', direction: 'in', transport: 'websocket', type: 'malformed', text: '{"type":"welcome"}' },
      { kind: 'connect-failed', transport: 'polling', status: 426, body: 'Upgrade Required' },
    ],
    start: startPlainWebSocket,
  },
  {
    id: 'protocol-mismatch',
    name: 'a Socket.IO 2 server',
    signs: [
      { kind: 'packet', direction: 'in', type: 'connect', text: '40' },
      { kind: 'closed', reason: 'no CONNECT reply', stood: false },
    ],
    start: startGeneration2,
  },
  {
    id: 'protocol-mismatch',
    name: 'a Socket.IO 2 server, by polling',
    signs: [{ kind: 'packet', direction: 'in', type: 'malformed', text: expect.stringMatching(/^\d+:0\{"sid":.*\}2:40$/) }, UNREADABLE],
    start: async () => ({ ...(await startGeneration2()), changes: { transports: ['polling'] } }),
  },
  {
    id: 'tls-untrusted',
    name: 'a certificate that nobody signed',
    signs: [{ kind: 'connect-failed', message: 'fetch read error', status: null, body: null }],
    needsProbe: true,
    start: async () => startSecureServer(selfSignedCertificate()),
  },
];

async function startGeneration2() {
  const { port, close } = await serve(generation2, {});
  return { url: `http://127.0.0.1:${port}`, close };
}
