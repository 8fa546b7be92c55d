/** Runs the Python servers of test/servers with a Python that has what they need. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startServerProcess, type ServerProcess } from './server-process.ts';

const folder = fileURLToPath(new URL('../servers', import.meta.url));
const found = new Map<string, string | null>();

/** The system's own Python comes first, because that is the one which Debian's packages serve. */
function pythonWith(modules: string): string | null {
  const hasThem = (python: string) => spawnSync(python, ['-c', `import ${modules}`], { stdio: 'ignore' }).status === 0;
  if (!found.has(modules)) found.set(modules, ['/usr/bin/python3', 'python3'].find(hasThem) ?? null);
  return found.get(modules) ?? null;
}

async function startPython(modules: string, args: (port: number) => readonly string[], signal: NodeJS.Signals = 'SIGKILL'): Promise<ServerProcess> {
  const command = pythonWith(modules);
  if (command === null) throw new Error(`No Python here can import ${modules}. scripts/system-packages.ts knows what brings them.`);
  return startServerProcess({ command, args: (port) => ['-u', '-B', ...args(port)], cwd: folder, signal });
}

/** Whether some Python here has Flask-SocketIO and eventlet. */
export function flaskAvailable(): boolean {
  return pythonWith(FLASK) !== null;
}

const FLASK = 'flask_socketio, eventlet';

/** Starts the Flask-SocketIO server with the arguments of flask_app.py. */
export async function startFlask(args: readonly string[] = []): Promise<ServerProcess> {
  return startPython(FLASK, (port) => ['flask_app.py', '--port', String(port), ...args]);
}

/** Starts python-socketio on aiohttp with the arguments of aiohttp_app.py. */
export async function startAiohttp(args: readonly string[] = []): Promise<ServerProcess> {
  return startPython('socketio, aiohttp', (port) => ['aiohttp_app.py', '--port', String(port), ...args]);
}

/** Starts gunicorn with its one synchronous worker in front of wsgi_app.py, which is loaded before anybody is let in. */
export async function startGunicorn(): Promise<ServerProcess> {
  // Gunicorn passes SIGINT on to its worker, which would outlive a SIGKILL.
  return startPython('socketio, gunicorn', (port) => ['-m', 'gunicorn', '--preload', '--bind', `127.0.0.1:${port}`, 'wsgi_app:app'], 'SIGINT');
}
