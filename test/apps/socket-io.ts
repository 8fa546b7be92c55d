/** Applications of Socket.IO: each of its generations, and the ways of using it that are recorded by different means. */
import { once } from 'node:events';
import { appendFileSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as msgpack from 'socket.io-msgpack-parser';
import { generation2, generation3, generation4, type Generation, type Peer } from '../servers/generations.ts';
import { PASSING_WORKER, type Application, type RunningApplication } from './application.ts';
import { EngineWitness, type Engine } from './engine-witness.ts';
import { newWord, page, startTool, write } from './files.ts';

const require = createRequire(import.meta.url);
const bundle = (client: string, file = 'socket.io.js') => path.join(path.dirname(require.resolve(`${client}/package.json`)), 'dist', file);

/** What differs from one application to the other. */
interface Way {
  readonly generation: Generation;
  readonly client: string;
  readonly serverOptions?: Readonly<Record<string, unknown>>;
  readonly transports: readonly ('polling' | 'websocket')[];
  /** Whether a dedicated worker of the page has the socket. */
  readonly inWorker?: boolean;
}

function application(name: string, way: Way): Application {
  const { transports, inWorker = false } = way;
  const polls = !transports.includes('websocket');
  const upgrades = transports.length > 1 ? ` && transport === 'websocket'` : '';
  return {
    name,
    path: '/',
    elsewhere: '/other',
    ready: `globalThis.answered > 0 && isConnected${upgrades}`,
    stand: { sockets: polls || inWorker ? 0 : 1, polls: polls ? 1 : 0, ofWorkers: inWorker ? 1 : 0 },
    serviceWorker: '/sw.js',
    balanced: true,
    start: async (_, port) => start(way, port),
  };
}

/** Tells the page how it stands: by a message from a worker, or there and then. */
const client = (transports: readonly string[]) => `
  const tell = (state) => (globalThis.document ? Object.assign(globalThis, state) : postMessage(state));
  let count = 0;
  const socket = io({ transports: ${JSON.stringify(transports)} });
  const stand = () => tell({ isConnected: socket.connected, transport: (socket.io.engine.transport || {}).name, answered: count });
  setInterval(stand, 50);
  socket.on('connect', () => socket.emit('greet', { text: 'größe', bytes: new Uint8Array([1, 2, 255]) }, () => { count += 1; stand(); }));
  socket.on('news', (word) => tell({ news: word }));`;

async function start({ generation, client: file, serverOptions = {}, transports, inWorker = false }: Way, port: number): Promise<RunningApplication> {
  const script = client(transports);
  const body = inWorker
    ? `<script>const worker = new Worker('/worker.js'); worker.onmessage = ({ data }) => Object.assign(globalThis, data);</script>`
    : `<script src="/client.js"></script><script>${script}</script>`;
  const files: Readonly<Record<string, string>> = {
    '/': page(body),
    '/other': page(body),
    '/client.js': readFileSync(file, 'utf8'),
    '/worker.js': inWorker ? `importScripts('/client.js'); ${script.replace('io({', 'io(location.origin, {')}` : '',
    '/sw.js': PASSING_WORKER,
  };
  const http = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://site');
    response.writeHead(files[pathname] === undefined ? 404 : 200, { 'content-type': `${pathname.endsWith('.js') ? 'text/javascript' : 'text/html'};charset=utf-8` });
    response.end(files[pathname]);
  });
  const io = generation.serve(http, { serveClient: false, ...serverOptions });
  const engine = new EngineWitness();
  io.of('/').on('connection', (socket: Peer) => {
    socket.on('greet', (data: unknown, answer: (data: unknown) => void) => answer(data));
    socket.emit('news', 'welcome');
  });
  http.listen(port, '127.0.0.1');
  await once(http, 'listening');
  engine.attend((io as unknown as { readonly engine: Engine }).engine);
  return {
    url: `http://127.0.0.1:${port}`,
    engine,
    tell: async () => {
      const word = newWord();
      io.of('/').emit('news', word);
      return `globalThis.news === '${word}'`;
    },
    close: async () => {
      const closed = once(http, 'close');
      io.close();
      http.closeAllConnections();
      await closed;
    },
  };
}

/** A log in the browser, with Socket.IO 2. It tells its page of each line that comes. */
const frontail: Application = {
  name: 'frontail (Socket.IO 2)',
  npm: ['frontail@4.9.2'],
  path: '/',
  elsewhere: '/?other',
  ready: `document.querySelectorAll('.log .line').length > 0`,
  stand: { sockets: 1 },
  start: async (folder, port) => {
    write(folder, { 'shown.log': 'the first line\n' });
    const tool = await startTool(folder, port, 'node_modules/frontail/bin/frontail', ['--host', '127.0.0.1', '--port', String(port), 'shown.log']);
    return {
      ...tool,
      tell: async () => {
        const word = newWord();
        appendFileSync(path.join(folder, 'shown.log'), `${word}\n`);
        return `document.body.innerText.includes('${word}')`;
      },
    };
  },
};

const BOTH = ['polling', 'websocket'] as const;
const newest = { generation: generation4, client: bundle('socket.io-client') };

export const SOCKET_IO: readonly Application[] = [
  frontail,
  application('socket.io 2', { generation: generation2, client: bundle('socket.io-client-2'), transports: BOTH }),
  application('socket.io 3', { generation: generation3, client: bundle('socket.io-client-3'), transports: BOTH }),
  application('socket.io 3, msgpack', { generation: generation3, client: bundle('socket.io-client-3', 'socket.io.msgpack.min.js'), serverOptions: { parser: msgpack }, transports: ['websocket'] }),
  application('socket.io 4', { ...newest, transports: BOTH }),
  application('socket.io 4, polling', { ...newest, transports: ['polling'] }),
  application('socket.io 4, msgpack', { ...newest, client: bundle('socket.io-client', 'socket.io.msgpack.min.js'), serverOptions: { parser: msgpack }, transports: BOTH }),
  application('socket.io 4, recovery', { ...newest, serverOptions: { connectionStateRecovery: {} }, transports: BOTH }),
  application('socket.io 4, in a worker', { ...newest, transports: ['websocket'], inWorker: true }),
];
