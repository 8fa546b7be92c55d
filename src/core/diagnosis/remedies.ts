/** For a finding, the configuration that carries out its fix, ready to copy. For views and the command line; no rule needs it. */
import type { Finding, ServerKind } from '../entries/finding.ts';
import { say } from '../words/say.ts';
import * as code from './remedy-code.ts';

export interface Remedy {
  readonly server: ServerKind;
  readonly title: string;
  readonly language: 'python' | 'javascript' | 'nginx' | 'shell';
  readonly code: string;
}

/** What can be done, and for which servers there is code that does it. `remedies_<name>` says what it is. */
const REMEDIES = {
  acknowledge: { 'flask-socketio': code.FLASK_ACK, 'python-socketio': code.PYTHON_ACK, node: code.NODE_ACK },
  bodySize: { nginx: code.NGINX_BODY },
  eventlet: { 'flask-socketio': code.EVENTLET },
  forward: { nginx: code.NGINX_PROXY },
  forwardHost: { nginx: code.NGINX_PROXY },
  forwardInDev: { vite: code.VITE_PROXY },
  namespace: { 'flask-socketio': code.FLASK_NAMESPACE, 'python-socketio': code.PYTHON_NAMESPACE, node: code.NODE_NAMESPACE },
  noBlocking: { 'flask-socketio': code.FLASK_SLEEP },
  oldClients: { node: code.NODE_EIO3 },
  origins: { 'flask-socketio': code.FLASK_ORIGINS, 'python-socketio': code.PYTHON_ORIGINS, node: code.NODE_CORS },
  packets: { 'flask-socketio': code.PYTHON_PACKETS, 'python-socketio': code.PYTHON_PACKETS },
  parser: { node: code.NODE_PARSER },
  path: { 'flask-socketio': code.FLASK_PATH, 'python-socketio': code.PYTHON_PATH, node: code.NODE_PATH },
  pings: { 'flask-socketio': code.FLASK_PINGS, 'python-socketio': code.PYTHON_PINGS, node: code.NODE_PINGS },
  readTimeout: { nginx: code.NGINX_PROXY },
  reasonedRefusal: { 'flask-socketio': code.FLASK_REFUSE },
  recovery: { node: code.NODE_RECOVERY },
  size: { 'flask-socketio': code.FLASK_SIZE, 'python-socketio': code.PYTHON_SIZE, node: code.NODE_SIZE },
  sticky: { nginx: code.NGINX_STICKY },
  threads: { gunicorn: code.GUNICORN_THREADS },
  transports: { node: code.NODE_TRANSPORTS },
  versions: { 'flask-socketio': code.PYTHON_VERSIONS },
  websocketLibrary: { 'flask-socketio': code.FLASK_WEBSOCKET, 'python-socketio': code.UVICORN_WEBSOCKET },
  wrapper: { 'flask-socketio': code.WSGI_WRAPPER },
} as const satisfies Readonly<Record<string, Readonly<Partial<Record<ServerKind, string>>>>>;

type Name = keyof typeof REMEDIES;

const BY_FINDING: Readonly<Record<string, readonly Name[]>> = {
  'werkzeug-false-500': ['wrapper', 'eventlet', 'threads'],
  'always-connect-loop': ['reasonedRefusal'],
  'silent-handshake': ['threads', 'eventlet'],
  'session-id-unknown': ['threads', 'sticky'],
  'origin-refused': ['origins', 'forwardHost'],
  'cors-blocked': ['origins', 'forwardHost'],
  'websocket-unsupported': ['websocketLibrary', 'transports'],
  'websocket-blocked': ['forward', 'forwardInDev'],
  'not-socketio': ['forwardInDev', 'forward'],
  'idle-cut': ['readTimeout', 'pings'],
  'client-ping-ignored': ['pings'],
  'ping-timeout': ['eventlet', 'noBlocking', 'threads'],
  'heartbeat-late': ['noBlocking', 'eventlet', 'threads'],
  'payload-too-large': ['size', 'bodySize'],
  'wrong-path': ['path', 'forward'],
  'protocol-mismatch': ['oldClients', 'versions'],
  'not-acknowledged': ['acknowledge'],
  'namespace-unknown': ['namespace'],
  'packets-lost': ['packets'],
  'not-recovered': ['recovery'],
  'parser-mismatch': ['parser'],
};

const LANGUAGES: Readonly<Record<ServerKind, Remedy['language']>> = {
  'flask-socketio': 'python',
  'python-socketio': 'python',
  node: 'javascript',
  nginx: 'nginx',
  gunicorn: 'shell',
  vite: 'javascript',
};
/** These are typed into a shell, whatever the server. */
const IN_SHELL: ReadonlySet<Name> = new Set(['versions', 'websocketLibrary']);

/** What to copy for a finding, that for its own server first. Empty where the fix is no configuration. */
export function remediesFor({ id, server }: Pick<Finding, 'id' | 'server'>): readonly Remedy[] {
  const names = Object.hasOwn(BY_FINDING, id) ? BY_FINDING[id]! : [];
  const remedies = names.flatMap(remediesOf);
  return [...remedies.filter((remedy) => remedy.server === server), ...remedies.filter((remedy) => remedy.server !== server)];
}

function remediesOf(name: Name): Remedy[] {
  const servers = Object.entries(REMEDIES[name]) as [ServerKind, string][];
  return servers.map(([server, text]) => ({ server, title: say(`remedies_${name}`), language: IN_SHELL.has(name) ? 'shell' : LANGUAGES[server], code: text }));
}
