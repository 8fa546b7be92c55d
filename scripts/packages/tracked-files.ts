/** The sources as they are committed, for whoever wants to build the extension from them. */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../paths.ts';
import { UsageError } from '../run-script.ts';
import type { ZipEntry } from './zip.ts';

function git(...args: string[]): string {
  try {
    return execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    throw new UsageError(`packages are of a commit, and git cannot tell which: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The commit that is checked out. Throws unless everything is as it was committed. */
export function cleanCommit(): string {
  const changed = git('status', '--porcelain').trimEnd();
  if (changed !== '') throw new UsageError(`packages are of a commit, and this is not in it yet:\n${changed}\nCommit it, or put it aside with git stash -u.`);
  return git('rev-parse', 'HEAD').trim();
}

/** Every file that git keeps, as it is here. */
export async function trackedFiles(): Promise<ZipEntry[]> {
  const lines = git('ls-files', '--stage', '-z').split('\0').filter((line) => line !== '');
  return Promise.all(
    lines.map(async (line) => {
      const name = line.slice(line.indexOf('\t') + 1);
      return { name, contents: await readFile(path.join(root, name)), executable: line.startsWith('100755') };
    }),
  );
}
