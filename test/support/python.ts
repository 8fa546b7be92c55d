/** Runs the Flask-SocketIO server of test/servers with a Python that has what it needs. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { until } from './until.ts';

export interface FlaskServer {
  url: string;
  port: number;
  /** What it has written so far, to standard output and standard error. */
  log(): string;
  stop(): Promise<void>;
}

const app = fileURLToPath(new URL('../servers/flask_app.py', import.meta.url));
let found: string | null | undefined;

/** The system's own Python comes first, because that is the one which Debian's packages serve. */
function findPython(): string | null {
  const hasFlask = (python: string) => spawnSync(python, ['-c', 'import flask_socketio, eventlet'], { stdio: 'ignore' }).status === 0;
  found ??= ['/usr/bin/python3', 'python3'].find(hasFlask) ?? null;
  return found;
}

/** Whether some Python here has Flask-SocketIO and eventlet. */
export function flaskAvailable(): boolean {
  return findPython() !== null;
}

/** Starts the server with the arguments of flask_app.py, and waits until it accepts connections. */
export async function startFlask(args: string[] = []): Promise<FlaskServer> {
  const python = findPython();
  if (!python) throw new Error('No Python here has Flask-SocketIO and eventlet (Debian: python3-flask-socketio, python3-eventlet).');
  const port = await freePort();
  const child = spawn(python, ['-u', '-B', app, '--port', String(port), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (log += text));

  const exited = once(child, 'exit');
  const kill = () => child.kill('SIGKILL');
  // A test run that ends early must not leave the server behind.
  process.once('exit', kill);
  const stop = async () => {
    process.off('exit', kill);
    kill();
    await exited;
  };

  const ready = () => log.includes(`READY ${port}`) || child.exitCode !== null;
  await until(ready, { timeout: 30_000, describe: () => `READY from the Flask server, which said:\n${log}` }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  if (child.exitCode !== null) throw new Error(`The Flask server ended with exit code ${child.exitCode} and said:\n${log}`);
  return { url: `http://127.0.0.1:${port}`, port, log: () => log, stop };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
