/** What the tests need besides Node, how to see whether it is there, and what brings it. A further need is one more row. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { installedBrowser, installedFirefox } from './browser/find.ts';
import { LEAST_FIREFOX } from './build/manifest.ts';

interface Need {
  readonly what: string;
  readonly present: () => boolean;
  /** The packages of Debian and Ubuntu. */
  readonly debian: readonly string[];
  readonly elsewhere: string;
}

const succeeds = (command: string, args: readonly string[]) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

const pythonImports = (modules: string) => ['/usr/bin/python3', 'python3'].some((python) => succeeds(python, ['-c', `import ${modules}`]));

/** Distributions keep older versions for long, and those would refuse the extension without saying why. */
function firefoxRunsIt(): boolean {
  const program = installedFirefox();
  const version = program === undefined ? '' : spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout;
  return Number(/Firefox (\d+)/.exec(version)?.[1]) >= LEAST_FIREFOX;
}

const NEEDS: readonly Need[] = [
  {
    what: 'Chrome, Chromium or Edge',
    present: () => installedBrowser() !== undefined,
    debian: ['chromium'],
    elsewhere: 'https://www.google.com/chrome/, or the path of its program in CHROME_PATH',
  },
  {
    what: `Firefox ${LEAST_FIREFOX} or newer`,
    present: firefoxRunsIt,
    debian: ['firefox-esr'],
    elsewhere: 'https://www.firefox.com/, or the path of its program in FIREFOX_PATH',
  },
  {
    what: 'Python 3 with Flask-SocketIO and eventlet',
    present: () => pythonImports('flask_socketio, eventlet'),
    debian: ['python3-flask-socketio', 'python3-eventlet'],
    elsewhere: 'python3 -m pip install flask-socketio eventlet',
  },
  {
    what: 'Python 3 with python-socketio and aiohttp',
    present: () => pythonImports('socketio, aiohttp'),
    debian: ['python3-socketio', 'python3-aiohttp'],
    elsewhere: 'python3 -m pip install python-socketio aiohttp',
  },
  {
    what: 'gunicorn',
    present: () => pythonImports('gunicorn'),
    debian: ['gunicorn'],
    elsewhere: 'python3 -m pip install gunicorn',
  },
  {
    what: 'nginx',
    present: () => ['/usr/sbin/nginx', 'nginx'].some((nginx) => succeeds(nginx, ['-v'])),
    debian: ['nginx-light'],
    elsewhere: 'https://nginx.org/en/download.html, with its program in the PATH',
  },
  {
    what: 'HAProxy',
    present: () => ['/usr/sbin/haproxy', 'haproxy'].some((haproxy) => succeeds(haproxy, ['-v'])),
    debian: ['haproxy'],
    elsewhere: 'https://www.haproxy.org/, with its program in the PATH',
  },
  {
    what: 'Git',
    present: () => succeeds('git', ['--version']),
    debian: ['git'],
    elsewhere: 'https://git-scm.com/downloads',
  },
  {
    what: 'OpenSSL',
    present: () => succeeds('openssl', ['version']),
    debian: ['openssl'],
    elsewhere: 'https://openssl-library.org/source/, with its program in the PATH',
  },
];

const missing = () => NEEDS.filter((need) => !need.present());

function install(needs: readonly Need[]): void {
  console.log(`Installing ${needs.flatMap(({ debian }) => debian).join(', ')} (apt-get)…`);
  const options = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  // Lists that are partly out of reach may still do for these packages, so only the installation decides.
  spawnSync('apt-get', ['update', '-qq'], options);
  // One by one, as a distribution that lacks one of them would otherwise be given none.
  for (const { debian } of needs) spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...debian], options);
}

/** Installs what is missing where it may (as root on Debian or Ubuntu); throws, naming what is left to install. */
export function ensureSystemPackages(): void {
  const absent = missing();
  if (absent.length === 0) return;
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) install(absent);
  const left = missing();
  if (left.length === 0) return;
  const lines = left.map(
    ({ what, debian, elsewhere }) => `  ${what}\n    Debian, Ubuntu: apt-get install ${debian.join(' ')}\n    elsewhere: ${elsewhere}`,
  );
  throw new Error(`These have to be installed first:\n${lines.join('\n')}`);
}
