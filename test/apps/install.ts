/** Brings what an application needs: npm packages into a folder of its own that is kept between runs, and Debian's by apt-get. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Application } from './application.ts';

/** It is not there, and could not be brought. */
export class NotInstalled extends Error {}

/** Installs it where it is missing, and returns its folder. */
export function install({ name, npm = [], debian }: Application): string {
  if (debian !== undefined && !isThere(debian.program)) installDebian(debian.packages, debian.program);
  const folder = path.join(tmpdir(), 'holdfast-apps', name.replaceAll(/\W+/g, '-'));
  mkdirSync(folder, { recursive: true });
  installNpm(folder, npm);
  return folder;
}

function installNpm(folder: string, npm: readonly string[]): void {
  const stamp = path.join(folder, 'installed.json');
  const wanted = JSON.stringify(npm);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true }));
  if (npm.length > 0) run('npm', ['install', '--save-exact', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...npm], folder);
  writeFileSync(stamp, wanted);
}

function installDebian(packages: readonly string[], program: string): void {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) throw new NotInstalled(`apt-get install ${packages.join(' ')}, as root on Debian`);
  // Lists that are partly out of reach may still do for these packages.
  spawnSync('apt-get', ['update', '-qq']);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages]);
  if (!isThere(program)) throw new NotInstalled(`${packages.join(' ')} came without ${program}`);
}

function run(command: string, args: readonly string[], cwd?: string): void {
  const { status, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  if (status !== 0) throw new NotInstalled(`${command} failed: ${(stderr ?? '').trim().split('\n').slice(0, 3).join(' ')}`);
}

function isThere(program: string): boolean {
  return existsSync(program);
}
