/** A real HAProxy in front of several servers, which tells sessions to them by a cookie of its own: session affinity as Socket.IO's documentation shows it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';

/** Starts HAProxy on a free port; `ports` are those of the servers, each of which gets the next client that has no cookie. */
export async function startHaproxy(ports: readonly number[]): Promise<ServerProcess> {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-haproxy-'));
  const config = path.join(folder, 'haproxy.cfg');
  const server = await startServerProcess({
    command: haproxyProgram(),
    args: (port) => {
      writeFileSync(config, configuration(port, ports));
      return ['-db', '-f', config];
    },
  }).catch((error: unknown) => {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  });
  return {
    ...server,
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Debian keeps it where only root's PATH leads. */
function haproxyProgram(): string {
  const found = ['/usr/sbin/haproxy', 'haproxy'].find((program) => spawnSync(program, ['-v'], { stdio: 'ignore' }).status === 0);
  if (found === undefined) throw new Error('HAProxy is not installed (Debian: haproxy).');
  return found;
}

function configuration(port: number, ports: readonly number[]): string {
  return `global
  maxconn 256
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  timeout tunnel 60s
listen site
  bind 127.0.0.1:${port}
  balance roundrobin
  cookie affinity insert indirect nocache httponly
${ports.map((each, index) => `  server server${index} 127.0.0.1:${each} cookie server${index}`).join('\n')}
`;
}
