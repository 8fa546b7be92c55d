/** A connection that stood, and what then became of it. */
import { expect } from 'vitest';
import { startServer } from '../servers/node-server.ts';
import { startRawEngine } from '../servers/raw-engine.ts';
import { startWerkzeugServer } from '../servers/werkzeug-server.ts';
import { startFlask } from '../support/python.ts';
import type { RecordedConnection } from '../support/recorded-connection.ts';
import { onceStanding, stands, type Scenario, type Stage } from './scenario.ts';

/** What servers take unless they are told otherwise. Bytes. */
const USUAL_LIMIT = 1_000_000;
const TRACEBACK = { kind: 'log', level: 'error', message: expect.stringContaining('AssertionError: write() before start_response') } as const;

/** What an ordinary server does not send is missed only by who has said that it should come. */
function expectingAck({ url, close }: Pick<Stage, 'url' | 'close'>): Stage {
  return { url, close, changes: { events: { expected: true } } };
}

export const conduct: readonly Scenario[] = [
  {
    id: 'payload-too-large',
    name: 'a message over the limit of a Node server',
    signs: [{ kind: 'handshake', maxPayload: USUAL_LIMIT }, { kind: 'closed', reason: 'transport close', code: 1009 }],
    start: async () => onceStanding(await startServer(), emitTooMuch),
  },
  {
    id: 'payload-too-large',
    name: 'a message over the limit of a Node server, by polling',
    signs: [{ kind: 'handshake', maxPayload: USUAL_LIMIT }, { kind: 'closed', reason: 'transport error', detail: 'HTTP 413: ' }],
    start: async () => onceStanding(await startServer(), emitTooMuch, { transports: ['polling'] }),
  },
  {
    id: 'payload-too-large',
    name: 'a message over the limit of a Flask server on eventlet',
    signs: [{ kind: 'handshake', maxPayload: null }, { kind: 'closed', reason: 'transport close', code: 1005, stood: true }],
    start: async () => onceStanding(await startFlask(['--mode', 'eventlet']), emitTooMuch),
  },
  {
    id: 'not-acknowledged',
    name: 'a Node server that never emits connection_ack',
    signs: [{ kind: 'unacknowledged' }],
    start: async () => expectingAck(await startServer({ ack: 'withheld' })),
  },
  {
    id: 'not-acknowledged',
    name: 'a Flask server that never emits connection_ack',
    signs: [{ kind: 'unacknowledged' }],
    start: async () => expectingAck(await startFlask(['--mode', 'eventlet', '--no-ack'])),
  },
  {
    id: 'heartbeat-late',
    name: 'a server that stops answering heartbeats',
    signs: [{ kind: 'heartbeat', stage: 'missed' }],
    start: async () =>
      onceStanding(await startServer(), async (connection, server) => {
        await connection.reaches('a round trip', ({ heartbeat }) => heartbeat.answered > 0);
        server.behaviour.heartbeat = 'none';
        connection.sendHeartbeat();
      }),
  },
  {
    id: 'heartbeat-late',
    name: 'a server whose pings come near the limit',
    signs: [{ kind: 'handshake', pingInterval: 1_000, pingTimeout: 1_000 }, { kind: 'ping' }],
    start: startLatePings,
  },
  {
    id: 'server-restarted',
    name: 'a server that goes down and comes back',
    signs: [{ kind: 'closed', code: 1006, stood: true }, { kind: 'connect-failed', status: null }],
    start: async () =>
      onceStanding(await startServer(), async (connection, server) => {
        await server.kill();
        await connection.reaches('an attempt in vain', () => connection.of('connect-failed').length >= 2);
        await server.start();
        await stands(connection);
      }),
  },
  {
    id: 'packets-lost',
    name: 'a Flask server that drops a payload of too many packets',
    signs: [{ kind: 'log', level: 'error', fields: expect.stringContaining('ValueError: Too many packets in payload') }],
    start: async () => onceStanding(await startFlask(['--mode', 'threading', '--relay-engine']), (connection) => emitMany(connection, 40), { transports: ['polling'] }),
  },
  {
    id: 'not-recovered',
    name: 'connection state that the server has forgotten',
    signs: [
      { kind: 'packet', direction: 'out', type: 'connect', text: expect.stringMatching(/^40\{"pid":".+","offset":".+"\}$/) },
      { kind: 'connected', recovered: false },
    ],
    start: async () =>
      onceStanding(await startServer({ connectionStateRecovery: { maxDisconnectionDuration: 1 } }), async (connection, server) => {
        server.cut();
        await connection.reaches('connected again', ({ connects }) => connects === 2);
      }),
  },
  {
    id: 'emit-flood',
    name: 'a burst of emits right after a reconnect',
    signs: [{ kind: 'packet', direction: 'out', event: 'move', preview: '59' }],
    start: async () =>
      onceStanding(await startServer(), async (connection, server) => {
        server.cut();
        await connection.reaches('connected again', ({ connects }) => connects === 2);
        emitMany(connection, 60);
      }),
  },
  {
    id: 'server-disconnected',
    name: 'a goodbye of Werkzeug, with an HTTP 500 in the stream behind it',
    signs: [{ kind: 'closed', reason: 'io server disconnect', goodbye: 'server', code: null, stood: true }],
    start: async () => onceStanding(await startWerkzeugServer(), (_connection, server) => server.kick()),
  },
  {
    id: 'parse-error',
    name: 'more attachments than the client takes',
    signs: [{ kind: 'closed', reason: 'parse error', stood: true }],
    start: async () => onceStanding(await startServer(), (_connection, server) => void server.io.emit('files', ...Array.from({ length: 11 }, () => Buffer.from('file')))),
  },
  {
    id: 'werkzeug-false-500',
    name: 'the traceback of a page’s refresh among the relayed lines',
    signs: [TRACEBACK],
    start: async () => onceStanding(await startWerkzeugServer(), (_connection, server) => server.relayTraceback()),
  },
  {
    id: 'werkzeug-false-500',
    name: 'our own reconnect, and the traceback behind it',
    signs: [{ kind: 'closed', reason: 'io client disconnect', goodbye: 'client' }, TRACEBACK],
    start: async () =>
      onceStanding(await startWerkzeugServer(), async (connection, server) => {
        await connection.connect();
        await connection.reaches('connected again', ({ connects }) => connects === 2);
        server.relayTraceback();
      }),
  },
];

function emitTooMuch(connection: RecordedConnection): void {
  connection.emit({ kind: 'event', namespace: '/', event: 'upload', args: [{ kind: 'json', value: 'x'.repeat(USUAL_LIMIT + 1) }], ackTimeoutMs: null });
}

function emitMany(connection: RecordedConnection, count: number): void {
  for (let n = 0; n < count; n++) connection.emit({ kind: 'event', namespace: '/', event: 'move', args: [{ kind: 'json', value: n }], ackTimeoutMs: null });
}

/** Pings every 1.9 s where 2 s would be too late. */
async function startLatePings(): Promise<Stage> {
  const timers = new Set<NodeJS.Timeout>();
  const server = await startRawEngine(
    (packet, socket) => {
      if (!packet.startsWith('40')) return;
      socket.send('40{"sid":"late"}');
      socket.send('42["connection_ack",{}]');
      const pings = setInterval(() => socket.send('2'), 1_900);
      timers.add(pings);
      socket.once('close', () => clearInterval(pings));
    },
    { pingInterval: 1_000, pingTimeout: 1_000 },
  );
  return {
    url: server.url,
    changes: { transports: ['websocket'] },
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      await server.close();
    },
  };
}
