// Runs one of the project's TypeScript scripts, in a clone that may have nothing but Node:
//   node scripts/run.mjs <script> [arguments…]
// It installs the locked dependencies first where they are missing or older than the lock file.
// This is the one file here that may not import a dependency at its top.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const stamp = path.join(root, 'node_modules', '.installed-lock.json');

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function installDependencies() {
  const lock = read(path.join(root, 'package-lock.json'));
  if (lock === read(stamp)) return;
  console.log('Installing the locked dependencies (npm ci)…');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const installed = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (installed.status !== 0) {
    console.error('npm ci failed, so nothing was run. Its message is above; check the network and try again.');
    process.exit(1);
  }
  writeFileSync(stamp, lock);
}

const [script, ...scriptArguments] = process.argv.slice(2);
installDependencies();
const { register } = await import('tsx/esm/api');
register();
const file = path.join(root, 'scripts', `${script}.ts`);
process.argv = [process.argv[0], file, ...scriptArguments];
await import(pathToFileURL(file).href);
