/** Development servers, each of which tells its page over a WebSocket of what was changed in the editor. */
import { PASSING_WORKER, type Application } from './application.ts';
import { newWord, page, startTool, write } from './files.ts';

const TEXT = `<p id="text"></p>`;
const SHOWN = `document.querySelector('#text')?.textContent`;
const shows = (word: string) => `${SHOWN} === '${word}'`;

const vite: Application = {
  name: 'Vite',
  npm: ['vite@8.4.0'],
  path: '/',
  elsewhere: '/other.html',
  ready: SHOWN,
  stand: { sockets: 1 },
  serviceWorker: '/sw.js',
  start: async (folder, port) => {
    const word = (text: string) => write(folder, { 'text.js': `export const text = '${text}';\n` });
    write(folder, {
      'index.html': page(`${TEXT}<script type="module" src="/main.js"></script>`),
      'other.html': page(`${TEXT}<script type="module" src="/main.js"></script>`),
      'main.js': `import { text } from './text.js';
        const show = (shown) => (document.querySelector('#text').textContent = shown);
        show(text);
        if (import.meta.hot) import.meta.hot.accept('./text.js', (changed) => show(changed.text));`,
      'public/sw.js': PASSING_WORKER,
    });
    word('first');
    const tool = await startTool(folder, port, 'node_modules/vite/bin/vite.js', ['--host', '127.0.0.1', '--port', String(port), '--strictPort']);
    return { ...tool, tell: async () => told(word) };
  },
};

const next: Application = {
  name: 'Next',
  npm: ['next@16.4.6', 'react@19.3.1', 'react-dom@19.3.1'],
  path: '/',
  elsewhere: '/other',
  ready: `${SHOWN} && globalThis.hydrated === true`,
  stand: { sockets: 1 },
  serviceWorker: '/sw.js',
  start: async (folder, port) => {
    const word = (text: string) => write(folder, { 'app/text.js': `export const text = '${text}';\n` });
    const component = (words: string) => `'use client';
      import { useEffect } from 'react';
      import { text } from '${words}';
      export default function Page() { useEffect(() => { globalThis.hydrated = true; }, []); return <p id="text" suppressHydrationWarning>{text}</p>; }`;
    write(folder, {
      'next.config.mjs': `export default { allowedDevOrigins: ['127.0.0.1'], turbopack: { root: import.meta.dirname } };`,
      'app/layout.jsx': `export default function Layout({ children }) { return <html><body>{children}</body></html>; }`,
      'app/page.jsx': component('./text.js'),
      'app/other/page.jsx': component('../text.js'),
      'public/sw.js': PASSING_WORKER,
    });
    word('first');
    const tool = await startTool(folder, port, 'node_modules/next/dist/bin/next', ['dev', '-H', '127.0.0.1', '-p', String(port)]);
    return { ...tool, tell: async () => told(word) };
  },
};

const webpack: Application = {
  name: 'webpack-dev-server',
  npm: ['webpack@5.113.0', 'webpack-dev-server@5.2.5'],
  path: '/',
  elsewhere: '/other.html',
  ready: SHOWN,
  stand: { sockets: 1 },
  serviceWorker: '/sw.js',
  start: async (folder, port) => {
    const word = (text: string) => write(folder, { 'src/text.js': `export const text = '${text}';\n` });
    write(folder, {
      'public/index.html': page(`${TEXT}<script src="/main.js"></script>`),
      'public/other.html': page(`${TEXT}<script src="/main.js"></script>`),
      'public/sw.js': PASSING_WORKER,
      'src/index.js': `import { text } from './text.js';
        const show = () => (document.querySelector('#text').textContent = text);
        show();
        if (module.hot) module.hot.accept('./text.js', show);`,
      'serve.cjs': `const webpack = require('webpack');
        const Server = require('webpack-dev-server');
        const compiler = webpack({ mode: 'development', context: __dirname, entry: './src/index.js', output: { filename: 'main.js' }, stats: 'errors-only' });
        const server = new Server({ host: '127.0.0.1', port: Number(process.argv[2]), hot: true, static: { directory: __dirname + '/public', watch: false } }, compiler);
        server.start();
        process.on('SIGTERM', () => process.exit());`,
    });
    word('first');
    return { ...(await startTool(folder, port, 'serve.cjs', [String(port)])), tell: async () => told(word) };
  },
};

const browserSync: Application = {
  name: 'browser-sync',
  npm: ['browser-sync@3.0.4'],
  path: '/',
  elsewhere: '/other.html',
  ready: `${SHOWN} && globalThis.___browserSync___?.socket?.connected && ___browserSync___.socket.io.engine.transport.name === 'websocket'`,
  stand: { sockets: 1 },
  serviceWorker: '/sw.js',
  start: async (folder, port) => {
    const word = (text: string) => write(folder, { 'site/index.html': page(`<p id="text">${text}</p>`) });
    write(folder, { 'site/other.html': page('<p id="text">other</p>'), 'site/sw.js': PASSING_WORKER });
    word('first');
    const args = ['start', '--server', 'site', '--files', 'site', '--host', '127.0.0.1', '--listen', '127.0.0.1', '--port', String(port), '--no-open', '--no-ui', '--no-notify'];
    return { ...(await startTool(folder, port, 'node_modules/browser-sync/dist/bin.js', args)), tell: async () => told(word) };
  },
};

const liveServer: Application = {
  name: 'live-server',
  npm: ['live-server@1.2.2'],
  path: '/',
  elsewhere: '/other.html',
  ready: SHOWN,
  stand: { sockets: 1 },
  serviceWorker: '/sw.js',
  start: async (folder, port) => {
    const word = (text: string) => write(folder, { 'site/index.html': page(`<p id="text">${text}</p>`) });
    write(folder, { 'site/other.html': page('<p id="text">other</p>'), 'site/sw.js': PASSING_WORKER });
    word('first');
    const args = ['site', '--host=127.0.0.1', `--port=${port}`, '--no-browser', '--quiet'];
    return { ...(await startTool(folder, port, 'node_modules/live-server/live-server.js', args)), tell: async () => told(word) };
  },
};

/** Changes a file as an editor would, and says how the page shows it. */
async function told(change: (word: string) => void): Promise<string> {
  const word = newWord();
  change(word);
  return shows(word);
}

export const DEV_SERVERS: readonly Application[] = [vite, next, webpack, browserSync, liveServer];
