/** A server that is there, and a way to it or a session on it that does not last. */
import { expect } from 'vitest';
import { startNginx, UPGRADE_HEADERS } from '../servers/nginx.ts';
import { startServer } from '../servers/node-server.ts';
import { startRoundRobin } from '../servers/round-robin.ts';
import { startCache } from '../servers/way-there.ts';
import type { ProfileChanges } from '../support/profile.ts';
import { startAiohttp, startFlask, startGunicorn } from '../support/python.ts';
import { inFront, onceStanding, type Scenario, type Stage } from './scenario.ts';

/** A loop is one after three rounds. */
const hasty = { reconnectDelayMs: 100, reconnectDelayMaxMs: 100 };

export const transports: readonly Scenario[] = [
  {
    id: 'websocket-blocked',
    name: 'nginx that does not pass Upgrade on',
    signs: [{ kind: 'opening', transports: ['websocket', 'polling'] }, { kind: 'handshake', transport: 'polling', upgrades: ['websocket'] }],
    start: async () => behindNginx('', {}),
  },
  {
    id: 'websocket-blocked',
    name: 'nginx that does not pass Upgrade on, polling first',
    signs: [{ kind: 'upgrade', stage: 'failed', transport: 'websocket', reason: 'probe error: Error: websocket error' }],
    start: async () => behindNginx('', { transports: ['polling', 'websocket'] }),
  },
  {
    id: 'websocket-blocked',
    name: 'nginx that sends upgrades where nobody is',
    signs: [{ kind: 'connect-failed', message: 'websocket error', status: null }],
    needsProbe: true,
    start: async () => behindNginx('if ($http_upgrade) { return 502; }', { transports: ['websocket'] }),
  },
  {
    id: 'query-lost',
    name: 'nginx that passes the path on without the query',
    signs: [{ kind: 'connect-failed', status: 400, body: '{"code":0,"message":"Transport unknown"}' }],
    needsProbe: true,
    start: async () => {
      const server = await startServer();
      return inFront(await startNginx(`location ~ ^/socket.io(.*)$ { ${UPGRADE_HEADERS} proxy_pass ${server.url}/socket.io$1; }`), server);
    },
  },
  {
    id: 'answer-cached',
    name: 'a cache that answers handshakes',
    signs: [{ kind: 'closed', detail: 'HTTP 400: {"code":1,"message":"Session ID unknown"}', stood: false }],
    start: async () => {
      const server = await startServer();
      return inFront({ ...(await startCache(server.port)), changes: { transports: ['polling'], timings: hasty } }, server);
    },
  },
  {
    id: 'websocket-unsupported',
    name: 'Flask threading without simple-websocket',
    signs: [{ kind: 'opening', transports: ['websocket', 'polling'] }, { kind: 'handshake', transport: 'polling', upgrades: [] }],
    start: async () => startFlask(['--mode', 'threading']),
  },
  {
    id: 'websocket-unsupported',
    name: 'Flask threading without simple-websocket, by websocket alone',
    signs: [{ kind: 'connect-failed', message: 'websocket error', status: null, body: null }],
    needsProbe: true,
    start: async () => ({ ...(await startFlask(['--mode', 'threading'])), changes: { transports: ['websocket'] } }),
  },
  {
    id: 'websocket-unsupported',
    name: 'a Node server that speaks polling alone',
    signs: [{ kind: 'opening', transports: ['websocket', 'polling'] }, { kind: 'handshake', transport: 'polling', upgrades: [] }],
    start: async () => startServer({ transports: ['polling'] }),
  },
  {
    id: 'idle-cut',
    name: 'nginx with a read timeout of 5 s',
    signs: [{ kind: 'closed', reason: 'transport close', code: 1006, goodbye: 'none', stood: true }],
    start: async () => behindNginx(`${UPGRADE_HEADERS} proxy_read_timeout 5s;`, { timings: hasty }),
  },
  {
    id: 'idle-cut',
    name: 'nginx with a read timeout of 5 s, by polling',
    signs: [{ kind: 'closed', reason: 'transport error', detail: expect.stringMatching(/^HTTP 504: .*504 Gateway Time-out/s) }],
    start: async () => behindNginx('proxy_read_timeout 5s;', { transports: ['polling'], timings: hasty }),
  },
  {
    id: 'session-id-unknown',
    name: 'two Node workers without sticky sessions',
    signs: [{ kind: 'closed', detail: 'HTTP 400: {"code":1,"message":"Session ID unknown"}', stood: false }],
    start: async () => unsticky([await startServer(), await startServer()]),
  },
  {
    id: 'session-id-unknown',
    name: 'two Flask workers without sticky sessions',
    signs: [{ kind: 'closed', detail: 'HTTP 400: "Invalid session"', stood: false }],
    start: async () => unsticky(await Promise.all([startFlask(['--mode', 'eventlet']), startFlask(['--mode', 'eventlet'])])),
  },
  {
    id: 'silent-handshake',
    name: 'gunicorn with one synchronous worker',
    signs: [{ kind: 'handshake', transport: 'polling', upgrades: [] }, { kind: 'closed', reason: 'no CONNECT reply', stood: false }],
    start: async () => ({ ...(await startGunicorn()), changes: { timings: { ...hasty, connectTimeoutMs: 1_500 } } }),
  },
  {
    id: 'parser-mismatch',
    name: 'a msgpack server and a default client',
    signs: [{ kind: 'closed', reason: 'transport close', code: 1005, stood: false }],
    start: async () => ({ ...(await startServer({ parser: 'msgpack' })), changes: { timings: hasty } }),
  },
  {
    id: 'parser-mismatch',
    name: 'a default server and a msgpack client',
    signs: [{ kind: 'closed', reason: 'transport close', code: 1005, stood: false }],
    start: async () => ({ ...(await startServer()), changes: { parser: 'msgpack', timings: hasty } }),
  },
  {
    id: 'ping-timeout',
    name: 'a frozen server',
    signs: [{ kind: 'closed', reason: 'ping timeout', stood: true }],
    start: async () => onceStanding(await startAiohttp(['--ping-interval', '1', '--ping-timeout', '1']), (_connection, server) => server.freeze()),
  },
];

async function behindNginx(directives: string, changes: ProfileChanges): Promise<Stage> {
  const server = await startServer();
  const nginx = await startNginx(`location / { proxy_pass ${server.url}; ${directives} }`);
  return inFront({ ...nginx, changes }, server);
}

async function unsticky(workers: readonly { readonly port: number; close(): Promise<void> }[]): Promise<Stage> {
  const balancer = await startRoundRobin(workers.map(({ port }) => port));
  return inFront({ url: balancer.url, close: async () => balancer.close(), changes: { transports: ['polling'], timings: hasty } }, ...workers);
}
