/** What the process of an extension takes of the machine's memory, which no figure of a heap tells: a socket's messages are kept outside of it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Browser } from 'puppeteer-core';

const run = promisify(execFile);

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Resident memory in bytes. */
  readonly bytes: number;
  readonly command: string;
}

/** All processes, as `ps` of Linux and macOS lists them. */
async function processes(): Promise<Process[]> {
  const { stdout } = await run('ps', ['-A', '-ww', '-o', 'pid=,ppid=,rss=,args='], { maxBuffer: 64 * 1024 * 1024 });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, kilobytes, command = ''] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), bytes: Number(kilobytes) * 1024, command }];
  });
}

/** The resident memory of the processes in which a browser runs extensions, in bytes: the background’s, and what shares it. */
export async function extensionProcessBytes(browser: Browser): Promise<number> {
  const all = await processes();
  const isOfBrowser = (pid: number): boolean => {
    if (pid === browser.process()?.pid) return true;
    const parent = all.find((process) => process.pid === pid)?.parent ?? 0;
    return parent > 1 && isOfBrowser(parent);
  };
  const own = all.filter(({ pid, command }) => command.includes('--extension-process') && isOfBrowser(pid));
  if (own.length === 0) throw new Error('The browser runs no process for extensions.');
  return own.reduce((sum, { bytes }) => sum + bytes, 0);
}
