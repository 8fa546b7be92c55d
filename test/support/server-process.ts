/** Runs a server in a process of its own, which ends with the test run at the latest. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

export interface ServerProcess {
  readonly url: string;
  readonly port: number;
  /** What it has written so far, to standard output and standard error. */
  log(): string;
  /** Stops it in the middle of whatever it does, connections left open, as a debugger or an endless loop would. */
  freeze(): void;
  close(): Promise<void>;
}

export interface ServerCommand {
  readonly command: string;
  /** The arguments, once the port is known on which the server has to listen. */
  readonly args: (port: number) => readonly string[];
  readonly cwd?: string;
  /** What ends it, and its own children with it. */
  readonly signal?: NodeJS.Signals;
  /** Any free one by default. */
  readonly port?: number;
}

/** Starts a server and waits until it accepts connections. */
export async function startServerProcess({ command, args, cwd, signal = 'SIGKILL', port: wanted }: ServerCommand): Promise<ServerProcess> {
  const port = wanted ?? (await freePort());
  const child = spawn(command, args(port), { stdio: ['ignore', 'pipe', 'pipe'], cwd });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (log += text));
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));

  const ended = () => failure !== undefined || child.exitCode !== null || child.signalCode !== null;
  const kill = () => child.kill(signal);
  // A test run that ends early must not leave the server behind.
  process.once('exit', kill);
  const close = async () => {
    process.off('exit', kill);
    if (ended()) return;
    const exited = once(child, 'exit');
    kill();
    await exited;
  };

  try {
    await until(async () => ended() || (await accepts(port)), { describe: () => `${command} to listen, which said:\n${log}` });
    if (ended()) throw new Error(`${command} ended with exit code ${child.exitCode} and said:\n${log}`, { cause: failure });
  } catch (error) {
    await close();
    throw error;
  }
  return { url: `http://127.0.0.1:${port}`, port, log: () => log, freeze: () => child.kill('SIGSTOP'), close };
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const accepted = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  });
  socket.destroy();
  return accepted;
}
