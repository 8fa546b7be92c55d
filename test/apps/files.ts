/** The files of an application, and the process that serves them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startServerProcess } from '../support/server-process.ts';
import type { RunningApplication } from './application.ts';

/** Writes files, by their paths in the folder. */
export function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    const full = path.join(folder, file);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, text);
  }
}

/** Runs a program of an application's npm packages, which SIGTERM ends with its own children. */
export async function startTool(folder: string, port: number, tool: string, args: readonly string[]): Promise<Pick<RunningApplication, 'url' | 'close'>> {
  return startServerProcess({ command: process.execPath, args: () => [path.join(folder, tool), ...args], cwd: folder, signal: 'SIGTERM', port });
}

/** A page that begins with this text, has a marker for it, and runs a module or script. */
export function page(body: string): string {
  return `<!doctype html><html><head><meta charset="utf-8"><title>page</title></head><body>${body}</body></html>`;
}

let told = 0;

/** A word that no page has shown yet. */
export const newWord = () => `word${(told += 1)}`;
