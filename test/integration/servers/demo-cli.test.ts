import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { startDemo, type DemoServer } from '../../../scripts/demo/server.ts';
import { until } from '../../support/until.ts';

const script = fileURLToPath(new URL('../../../scripts/demo.ts', import.meta.url));
const running: Array<ReturnType<typeof spawn>> = [];
let busy: DemoServer | undefined;

function run(...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  const output = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.err += text));
  return { child, output, exited: once(child, 'close').then(([code]) => code as number | null) };
}

afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  await busy?.close();
  busy = undefined;
});

describe('npm run demo', () => {
  test('says that the port is busy and which one it took, and Ctrl-C ends it cleanly', async () => {
    busy = await startDemo({ port: 0 });
    const { child, output, exited } = run('--port', String(busy.port));
    const address = await until(() => /is at (http:\S+)/.exec(output.out)?.[1], { describe: () => `an address in: ${output.out}${output.err}` });
    expect(output.out).toContain(`Port ${busy.port} is busy`);
    expect((await fetch(address)).status).toBe(200);
    child.kill('SIGINT');
    expect(await exited).toBe(0);
    expect(output.err).toBe('');
  });

  test.each([
    [['--port', 'x'], '--port must be a number from 0 to 65535, not “x”.'],
    [['--port', '65536'], '--port must be a number'],
    [['--host', ''], '--host is empty.'],
    [['--no-such-option'], "Unknown option '--no-such-option'"],
    [['surplus'], "Unexpected argument 'surplus'"],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { output, exited } = run(...args);
    expect(await exited).toBe(2);
    expect(output.err).toContain(message);
    expect(output.err).toContain('Usage:');
    expect(output.out).toBe('');
  });
});
