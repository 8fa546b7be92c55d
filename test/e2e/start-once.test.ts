/** The demo day itself, by the command that the README gives. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/paths.ts';

async function start(...args: string[]): Promise<{ code: number | null; output: string }> {
  // What it would build is built already, and may be in use by another test.
  const child = spawn(process.execPath, [path.join('scripts', 'run.mjs'), 'start', ...args], { cwd: root, env: { ...process.env, HOLDFAST_BUILT: '1' } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += String(data)));
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, output };
}

describe('npm start -- --once', () => {
  it('shows ack, a heartbeat, ten log lines and the same session id across a refresh, and exits 0', async () => {
    const { code, output } = await start('--once');
    expect(output).toMatch(/acknowledged/i);
    expect(output).toMatch(/\d+ ms/);
    expect(output).toMatch(/log lines/i);
    expect(output).toMatch(/session/i);
    expect(code, output).toBe(0);
  });

  it('exits 1 with the reason when there is no server', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as { port: number };
    closed.close();
    const { code, output } = await start('--once', '--url', `http://127.0.0.1:${port}`);
    expect(code, output).toBe(1);
    expect(output.trim().split('\n').at(-1)).toMatch(/npm start/);
  });

  it('exits 2 on bad usage', async () => {
    const { code, output } = await start('--url', 'nonsense');
    expect(code).toBe(2);
    expect(output).toContain('http://127.0.0.1:5552');
  });
});
