/** A benchmark at a tiny size, so that none of what they share rots. What it measures is of no interest here. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/paths.ts';

const run = promisify(execFile);

describe('npm run bench', () => {
  it('measures a benchmark at a small size, and leaves the README as it is', async () => {
    const bench = [path.join('scripts', 'run.mjs'), 'bench', '--only', 'ingest', '--rounds', '1', '--size', '600'];
    const readme = path.join(root, 'README.md');
    const before = await readFile(readme, 'utf8');
    const { stdout } = await run(process.execPath, bench, { cwd: root, env: { ...process.env, HOLDFAST_BUILT: '1' } });
    expect(stdout).toMatch(/\| Ingest \| rate of 600 lines, .* \| [\d.]+ \(/);
    expect(stdout).toContain('| Ingest | lines lost or out of order | none | none |');
    expect(await readFile(readme, 'utf8')).toBe(before);
  });

  it('says which benchmarks there are', async () => {
    const unknown = run(process.execPath, [path.join('scripts', 'run.mjs'), 'bench', '--only', 'speed'], { cwd: root });
    await expect(unknown).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('There are: ingest, idle, search') });
  });
});
