/** Applications that speak protocols of their own over WebSockets. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { freePort } from '../support/free-port.ts';
import { startServerProcess } from '../support/server-process.ts';
import { PASSING_WORKER, type Application, type RunningApplication } from './application.ts';
import { newWord, page, write } from './files.ts';

/** Serves files from memory, text or the path of one of a package's. */
async function serveFiles(port: number, files: Readonly<Record<string, string>>, packages: Readonly<Record<string, string>>, attend: (server: Server) => () => void): Promise<RunningApplication> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://site');
    const folder = Object.keys(packages).find((prefix) => pathname.startsWith(prefix));
    const text = folder === undefined ? files[pathname] : readFileSync(path.join(packages[folder]!, pathname.slice(folder.length)), 'utf8');
    response.writeHead(text === undefined ? 404 : 200, { 'content-type': `${pathname.endsWith('.js') ? 'text/javascript' : 'text/html'};charset=utf-8` }).end(text);
  });
  const end = attend(server);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      const closed = once(server, 'close');
      end();
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** What of `ws` these applications use. */
interface WebSocketServer {
  readonly clients: Iterable<{ terminate(): void; send(text: string): void }>;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, done: (client: unknown) => void): void;
  emit(name: string, ...args: unknown[]): void;
}

const graphqlWs: Application = {
  name: 'graphql-ws',
  npm: ['graphql-ws@6.4.2', 'graphql@16.15.0', 'ws@8.18.3'],
  path: '/',
  elsewhere: '/other',
  ready: 'globalThis.counted > 1',
  stand: { sockets: 1 },
  serviceWorker: '/sw.js',
  balanced: true,
  start: async (folder, port) => {
    const require = createRequire(path.join(folder, 'package.json'));
    const { buildSchema } = require('graphql') as { buildSchema: (text: string) => unknown };
    const { useServer } = require('graphql-ws/use/ws') as { useServer: (options: unknown, server: WebSocketServer) => unknown };
    const { WebSocketServer: Sockets } = require('ws') as { WebSocketServer: new (options: unknown) => WebSocketServer };
    const listeners = new Set<(word: string) => void>();
    async function* words(): AsyncGenerator<{ words: string }> {
      yield { words: 'hello' };
      for (;;) yield { words: await new Promise<string>((resolve) => listeners.add(resolve)) };
    }
    const schema = buildSchema('type Query { hello: String } type Subscription { words: String }');
    const client = `<script type="module">
      import { createClient } from '/graphql-ws/client.js';
      globalThis.counted = 0;
      const client = createClient({ url: 'ws://' + location.host + '/graphql', lazy: false, retryAttempts: Infinity, shouldRetry: () => true, retryWait: () => new Promise((done) => setTimeout(done, 200)), keepAlive: 5000 });
      client.on('connected', () => client.subscribe({ query: '{ hello }' }, { next: () => (counted += 1), error() {}, complete() {} }));
      client.on('closed', () => (counted = 0));
      client.subscribe({ query: 'subscription { words }' }, { next: ({ data }) => { counted += 1; globalThis.word = data.words; }, error() {}, complete() {} });
    </script>`;
    const running = await serveFiles(port, { '/': page(client), '/other': page(client), '/sw.js': PASSING_WORKER }, { '/graphql-ws/': path.join(folder, 'node_modules/graphql-ws/dist') }, (server) => {
      const sockets = new Sockets({ server, path: '/graphql' });
      useServer({ schema, roots: { query: { hello: () => 'world' }, subscription: { words } } }, sockets);
      return () => {
        for (const socket of sockets.clients) socket.terminate();
      };
    });
    return {
      ...running,
      tell: async () => {
        const word = newWord();
        for (const listener of listeners) listener(word);
        listeners.clear();
        return `globalThis.word === '${word}'`;
      },
    };
  },
};

const jsonRpc: Application = {
  name: 'rpc-websockets (JSON-RPC 2.0)',
  npm: ['rpc-websockets@10.0.1'],
  path: '/',
  elsewhere: '/other',
  ready: 'globalThis.sum === 5',
  stand: { sockets: 1 },
  serviceWorker: '/sw.js',
  start: async (folder, port) => {
    const require = createRequire(path.join(folder, 'package.json'));
    interface RpcServer {
      register(name: string, method: (params: number[]) => unknown): void;
      event(name: string): void;
      emit(name: string, word: string): void;
      readonly wss: WebSocketServer;
    }
    const { Server: Rpc } = require('rpc-websockets') as { Server: new (options: unknown) => RpcServer };
    const client = `<script src="/rpc/index.browser-bundle.js"></script><script>
      const client = new RPCWebSocket.Client('ws://' + location.host + '/', { reconnect_interval: 200, max_reconnects: 0 });
      client.on('open', async () => { globalThis.sum = await client.call('sum', [2, 3]); await client.subscribe('news'); });
      client.on('close', () => (globalThis.sum = 0));
      client.on('news', (word) => (globalThis.word = word));
    </script>`;
    let rpc: RpcServer | undefined;
    const running = await serveFiles(port, { '/': page(client), '/other': page(client), '/sw.js': PASSING_WORKER }, { '/rpc/': path.join(folder, 'node_modules/rpc-websockets/dist') }, (server) => {
      rpc = new Rpc({ server });
      rpc.register('sum', ([a = 0, b = 0]) => a + b);
      rpc.event('news');
      return () => {
        for (const socket of rpc!.wss.clients) socket.terminate();
      };
    });
    return {
      ...running,
      tell: async () => {
        const word = newWord();
        rpc!.emit('news', word);
        return `globalThis.word === '${word}'`;
      },
    };
  },
};

/** A Rails application in one file, on Puma. */
const actionCable: Application = {
  name: 'Action Cable',
  debian: { packages: ['ruby', 'ruby-actioncable', 'ruby-railties', 'puma'], program: '/usr/bin/puma' },
  npm: ['@rails/actioncable@6.1.710'],
  path: '/',
  elsewhere: '/other',
  ready: 'globalThis.greeted > 0',
  stand: { sockets: 1 },
  serviceWorker: '/sw.js',
  balanced: true,
  start: async (folder, port) => {
    const client = `<script src="/action_cable.js"></script><script>
      globalThis.greeted = 0;
      const cable = ActionCable.createConsumer();
      const channel = cable.subscriptions.create('ChatChannel', {
        connected() { channel.perform('greet', { name: 'page' }); },
        disconnected() { greeted = 0; },
        received({ greeting, word }) { if (greeting) greeted += 1; else globalThis.word = word; },
      });
    </script>`;
    write(folder, {
      'public/action_cable.js': readFileSync(path.join(folder, 'node_modules/@rails/actioncable/app/assets/javascripts/action_cable.js'), 'utf8'),
      'public/sw.js': PASSING_WORKER,
      'public/index.html': page(client),
      'public/other.html': page(client),
      'config/cable.yml': 'production:\n  adapter: async\n',
      'config.ru': RAILS,
    });
    const server = await startServerProcess({ command: '/usr/bin/puma', args: () => ['-e', 'production', '-b', `tcp://127.0.0.1:${port}`, '-t', '4:4', '--silent', 'config.ru'], cwd: folder, port, signal: 'SIGKILL' });
    return {
      ...server,
      tell: async () => {
        const word = newWord();
        await fetch(`${server.url}/tell/${word}`);
        return `globalThis.word === '${word}'`;
      },
    };
  },
};

const RAILS = `
require 'rails'
require 'action_controller/railtie'
require 'action_cable/engine'
class Site < Rails::Application
  config.root = __dir__
  config.eager_load = false
  config.secret_key_base = 'secret'
  config.hosts.clear
  config.logger = Logger.new($stderr, level: Logger::ERROR)
  config.public_file_server.enabled = true
  config.action_cable.disable_request_forgery_protection = true
end
module ApplicationCable
  class Connection < ActionCable::Connection::Base; end
  class Channel < ActionCable::Channel::Base; end
end
class ChatChannel < ApplicationCable::Channel
  def subscribed; stream_from 'chat'; end
  def greet(data); transmit({ greeting: "hello #{data['name']}" }); end
end
Site.initialize!
Site.routes.draw do
  get '/tell/:word', to: ->(env) {
    ActionCable.server.broadcast('chat', { word: env['action_dispatch.request.path_parameters'][:word] })
    [200, { 'Content-Type' => 'text/plain' }, ['told']]
  }
end
run Site
`;

/** A notebook with a kernel, whose messages have both texts and bytes. */
const jupyter: Application = {
  name: 'Jupyter Notebook',
  debian: { packages: ['jupyter-notebook', 'python3-ipykernel'], program: '/usr/bin/jupyter-notebook' },
  path: '/notebooks/one.ipynb',
  elsewhere: '/notebooks/two.ipynb',
  ready: 'globalThis.Jupyter?.notebook?.kernel?.is_connected() && Jupyter.notebook.kernel.info_reply.status',
  stand: { sockets: 1 },
  start: async (folder, port) => {
    const notebook = JSON.stringify({ cells: [], metadata: { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } }, nbformat: 4, nbformat_minor: 5 });
    write(folder, { 'notebooks/one.ipynb': notebook, 'notebooks/two.ipynb': notebook });
    const args = ['--no-browser', '--allow-root', '--ip=127.0.0.1', `--port=${port}`, '--NotebookApp.token=', '--NotebookApp.password=', `--notebook-dir=${folder}/notebooks`];
    const server = await startServerProcess({ command: '/usr/bin/jupyter-notebook', args: () => args, cwd: folder, port, signal: 'SIGTERM' });
    return {
      ...server,
      tell: async () => {
        const word = newWord();
        // The page asks for what it is then told: the kernel has no other reason to speak.
        return `(globalThis.asked !== '${word}' && (globalThis.asked = '${word}', Jupyter.notebook.kernel.execute('print("${word}")', { iopub: { output: ({ content }) => (globalThis.printed = content.text) } }, { silent: false })), globalThis.printed?.trim() === '${word}')`;
      },
    };
  },
};

const noVnc: Application = {
  name: 'noVNC, websockify',
  debian: { packages: ['novnc', 'websockify', 'tigervnc-standalone-server'], program: '/usr/bin/websockify' },
  path: '/vnc.html?autoconnect=true&reconnect=true&reconnect_delay=500',
  elsewhere: '/vnc.html?autoconnect=true&reconnect=true&reconnect_delay=500&other=true',
  ready: `document.documentElement.classList.contains('noVNC_connected')`,
  stand: { sockets: 1 },
  start: async (folder, port) => {
    const [desktop, display] = [await freePort(), String(port % 10_000)];
    const vnc = await startServerProcess({ command: '/usr/bin/Xvnc', args: () => [`:${display}`, '-rfbport', String(desktop), '-SecurityTypes', 'None', '-geometry', '320x240', '-depth', '16', '-localhost'], cwd: folder, port: desktop, signal: 'SIGTERM' });
    const server = await startServerProcess({ command: '/usr/bin/websockify', args: () => ['--web', '/usr/share/novnc', `127.0.0.1:${port}`, `127.0.0.1:${desktop}`], cwd: folder, port, signal: 'SIGTERM' });
    return {
      ...server,
      close: async () => {
        await server.close();
        await vnc.close();
      },
    };
  },
};

export const OTHER_PROTOCOLS: readonly Application[] = [graphqlWs, jsonRpc, actionCable, jupyter, noVnc];
