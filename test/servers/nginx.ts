/** A real nginx with one site of its own, which does to a Socket.IO server whatever its configuration says. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';


/** The lines which the documentation of Socket.IO asks for, and without which no WebSocket gets through. */
export const UPGRADE_HEADERS = 'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";';

/** Starts nginx with `site` inside its one `server` block, and `upstreams` beside it; `listening` such as `ssl`. */
export async function startNginx(site: string, upstreams = '', listening = ''): Promise<ServerProcess> {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-nginx-'));
  const config = path.join(folder, 'nginx.conf');
  try {
    const server = await startServerProcess({
      command: nginxProgram(),
      args: (port) => {
        writeFileSync(config, configuration(port, site, upstreams, listening));
        return ['-p', folder, '-e', 'stderr', '-c', config];
      },
    });
    return {
      ...server,
      close: async () => {
        await server.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Debian keeps it where only root's PATH leads. */
function nginxProgram(): string {
  const found = ['/usr/sbin/nginx', 'nginx'].find((program) => spawnSync(program, ['-v'], { stdio: 'ignore' }).status === 0);
  if (found === undefined) throw new Error('nginx is not installed (Debian: nginx-light).');
  return found;
}

/** One process without a master, so that ending it ends all, and everything that it writes in its own folder. */
function configuration(port: number, site: string, upstreams: string, listening: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${name};`).join(' ');
  return `daemon off; master_process off; pid nginx.pid; error_log stderr;
events { worker_connections 256; }
http {
  access_log off;
  ${temporary}
  ${upstreams}
  server {
    listen 127.0.0.1:${port} ${listening};
    ${site}
  }
}
`;
}
