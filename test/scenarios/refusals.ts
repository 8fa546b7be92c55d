/** A Socket.IO server that says no. */
import { startServer } from '../servers/node-server.ts';
import { startAiohttp, startFlask } from '../support/python.ts';
import { EXTENSION_ORIGIN } from '../support/recorded-connection.ts';
import { onceStanding, type Scenario } from './scenario.ts';

const STRICT = ['--cors', 'https://app.example'];
const needsTicket = () => ({ message: 'no ticket', data: { code: 'TICKET', retryAfter: 60 } });

export const refusals: readonly Scenario[] = [
  {
    id: 'origin-refused',
    name: 'Flask-SocketIO with a strict list, by websocket',
    signs: [{ kind: 'connect-failed', message: 'websocket error', status: null, body: null }],
    needsProbe: true,
    start: async () => ({ ...(await startFlask(['--mode', 'eventlet', ...STRICT])), changes: { transports: ['websocket'] } }),
  },
  {
    id: 'origin-refused',
    name: 'Flask-SocketIO with a strict list, by polling',
    signs: [{ kind: 'handshake', transport: 'polling' }, { kind: 'closed', reason: 'transport error', detail: 'HTTP 400: "Not an accepted origin."', stood: false }],
    start: async () => ({ ...(await startFlask(['--mode', 'eventlet', ...STRICT])), changes: { transports: ['polling'] } }),
  },
  {
    id: 'origin-refused',
    name: 'Flask-SocketIO with a strict list, whatever transport',
    signs: [{ kind: 'handshake', transport: 'polling' }, { kind: 'closed', reason: 'transport error', detail: 'HTTP 400: "Not an accepted origin."', stood: false }],
    start: async () => startFlask(['--mode', 'eventlet', ...STRICT]),
  },
  {
    id: 'origin-refused',
    name: 'python-socketio on aiohttp with a strict list',
    signs: [{ kind: 'closed', reason: 'transport error', detail: `HTTP 400: "${EXTENSION_ORIGIN} is not an accepted origin."` }],
    start: async () => startAiohttp(STRICT),
  },
  {
    id: 'origin-refused',
    name: 'Node whose allowRequest looks at the origin',
    signs: [{ kind: 'connect-failed', status: 403, body: '{"code":4,"message":"origin not allowed"}' }],
    start: async () =>
      startServer({ allowRequest: ({ headers }, decide) => decide('origin not allowed', headers.origin === 'https://app.example') }),
  },
  {
    id: 'handshake-forbidden',
    name: 'Node whose allowRequest wants a cookie',
    signs: [{ kind: 'connect-failed', status: 403, body: '{"code":4,"message":"no session cookie"}' }],
    start: async () => startServer({ allowRequest: ({ headers }, decide) => decide('no session cookie', headers.cookie !== undefined) }),
  },
  {
    id: 'namespace-unknown',
    name: 'a namespace that a Node server does not have',
    signs: [{ kind: 'refused', raw: '{"message":"Invalid namespace"}' }],
    start: async () => ({ ...(await startServer()), changes: { namespace: '/nope' } }),
  },
  {
    id: 'namespace-unknown',
    name: 'a namespace that a Flask server does not have',
    signs: [{ kind: 'refused', message: '', raw: '"Unable to connect"' }],
    start: async () => ({ ...(await startFlask(['--mode', 'eventlet'])), changes: { namespace: '/nope' } }),
  },
  {
    id: 'connect-refused',
    name: 'a Node middleware that refuses with data',
    signs: [{ kind: 'refused', message: 'no ticket', data: '{"code":"TICKET","retryAfter":60}' }],
    start: async () => startServer({ auth: needsTicket }),
  },
  {
    id: 'connect-refused',
    name: 'a Flask connect handler that refuses',
    signs: [{ kind: 'refused', message: 'no ticket', data: null }],
    start: async () => startFlask(['--mode', 'eventlet', '--refuse', 'no ticket']),
  },
  {
    id: 'always-connect-loop',
    name: 'a Flask connect handler that refuses under always_connect',
    signs: [
      { kind: 'malformed', reason: 'invalid payload', text: '1{"message":"no ticket"}' },
      { kind: 'closed', reason: 'parse error', stood: true },
    ],
    start: async () => startFlask(['--mode', 'eventlet', '--always-connect', '--refuse', 'no ticket']),
  },
  {
    id: 'server-disconnected',
    name: 'a Node server that disconnects the client',
    signs: [{ kind: 'closed', reason: 'io server disconnect', goodbye: 'server', code: null, stood: true }],
    start: async () => onceStanding(await startServer(), (_connection, server) => server.io.disconnectSockets()),
  },
];
