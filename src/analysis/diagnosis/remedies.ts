/** For a finding, the configuration that carries out its fix, ready to copy. For views and the command line; no rule needs it. */
import type { Finding, ServerKind } from '../../messaging/finding.ts';
import * as code from './remedy-code.ts';

export interface Remedy {
  readonly server: ServerKind;
  readonly title: string;
  readonly language: 'python' | 'javascript' | 'nginx' | 'shell';
  readonly code: string;
}

type Snippet = readonly [ServerKind, string, Remedy['language'], string];

const wrapper: Snippet = ['flask-socketio', 'Wrap app.wsgi_app, on the development server', 'python', code.WSGI_WRAPPER];
const eventlet: Snippet = ['flask-socketio', 'Serve with eventlet', 'python', code.EVENTLET];
const threads: Snippet = ['gunicorn', 'One worker with threads', 'shell', code.GUNICORN_THREADS];
const nginx: Snippet = ['nginx', 'Pass WebSockets on', 'nginx', code.NGINX_PROXY];
const vite: Snippet = ['vite', 'Pass Socket.IO on in the dev server', 'javascript', code.VITE_PROXY];
const pings: readonly Snippet[] = [
  ['flask-socketio', 'Ping times', 'python', code.FLASK_PINGS],
  ['python-socketio', 'Ping times', 'python', code.PYTHON_PINGS],
  ['node', 'Ping times', 'javascript', code.NODE_PINGS],
];
const origins: readonly Snippet[] = [
  ['flask-socketio', 'Allow the origin', 'python', code.FLASK_ORIGINS],
  ['python-socketio', 'Allow the origin', 'python', code.PYTHON_ORIGINS],
  ['node', 'Allow the origin', 'javascript', code.NODE_CORS],
  ['nginx', 'Forward Host and scheme', 'nginx', code.NGINX_PROXY],
];

const BY_FINDING: Readonly<Record<string, readonly Snippet[]>> = {
  'werkzeug-false-500': [wrapper, eventlet, threads],
  'always-connect-loop': [['flask-socketio', 'Refuse with a reason', 'python', code.FLASK_REFUSE]],
  'silent-handshake': [threads, eventlet],
  'session-id-unknown': [threads, ['nginx', 'Sticky sessions', 'nginx', code.NGINX_STICKY]],
  'origin-refused': origins,
  'cors-blocked': origins,
  'websocket-unsupported': [
    ['flask-socketio', 'Install a WebSocket library', 'shell', code.FLASK_WEBSOCKET],
    ['python-socketio', 'Install a WebSocket library for uvicorn', 'shell', code.UVICORN_WEBSOCKET],
    ['node', 'Allow both transports', 'javascript', code.NODE_TRANSPORTS],
  ],
  'websocket-blocked': [nginx, vite],
  'not-socketio': [vite, nginx],
  'server-unreachable': [nginx],
  'idle-cut': [['nginx', 'A longer read timeout', 'nginx', code.NGINX_PROXY], ...pings],
  'client-ping-ignored': pings,
  'ping-timeout': [eventlet, ['flask-socketio', 'Do not block', 'python', code.FLASK_SLEEP], threads],
  'heartbeat-late': [['flask-socketio', 'Do not block', 'python', code.FLASK_SLEEP], eventlet, threads],
  'payload-too-large': [
    ['flask-socketio', 'A higher limit', 'python', code.FLASK_SIZE],
    ['python-socketio', 'A higher limit', 'python', code.PYTHON_SIZE],
    ['node', 'A higher limit', 'javascript', code.NODE_SIZE],
    ['nginx', 'A higher limit for polls', 'nginx', code.NGINX_BODY],
  ],
  'wrong-path': [
    ['flask-socketio', 'The path', 'python', code.FLASK_PATH],
    ['python-socketio', 'The path', 'python', code.PYTHON_PATH],
    ['node', 'The path', 'javascript', code.NODE_PATH],
    nginx,
  ],
  'protocol-mismatch': [
    ['node', 'Let old clients in', 'javascript', code.NODE_EIO3],
    ['flask-socketio', 'Versions that fit the client', 'shell', code.PYTHON_VERSIONS],
  ],
  'not-acknowledged': [
    ['flask-socketio', 'Acknowledge', 'python', code.FLASK_ACK],
    ['python-socketio', 'Acknowledge', 'python', code.PYTHON_ACK],
    ['node', 'Acknowledge', 'javascript', code.NODE_ACK],
  ],
  'namespace-unknown': [
    ['flask-socketio', 'Register the namespace', 'python', code.FLASK_NAMESPACE],
    ['python-socketio', 'Register the namespace', 'python', code.PYTHON_NAMESPACE],
    ['node', 'Register the namespace', 'javascript', code.NODE_NAMESPACE],
  ],
  'packets-lost': [
    ['flask-socketio', 'A higher limit', 'python', code.PYTHON_PACKETS],
    ['python-socketio', 'A higher limit', 'python', code.PYTHON_PACKETS],
  ],
  'not-recovered': [['node', 'A longer memory', 'javascript', code.NODE_RECOVERY]],
  'parser-mismatch': [['node', 'msgpack on both sides', 'javascript', code.NODE_PARSER]],
};

/** What to copy for a finding, that for its own server first. Empty where the fix is no configuration. */
export function remediesFor({ id, server }: Pick<Finding, 'id' | 'server'>): readonly Remedy[] {
  const snippets = Object.hasOwn(BY_FINDING, id) ? BY_FINDING[id]! : [];
  const remedies = snippets.map(([kind, title, language, text]): Remedy => ({ server: kind, title, language, code: text }));
  return [...remedies.filter((remedy) => remedy.server === server), ...remedies.filter((remedy) => remedy.server !== server)];
}
