/** What stores are given: the same bytes whoever packages a commit, wherever and whenever, and nothing in them that is not the extension. */
import { execFileSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lintFirefox } from '../../scripts/build/lint-firefox.ts';
import { packageFolders } from '../../scripts/build/notices.ts';
import { bundleOnce } from '../../scripts/build/bundles.ts';
import { root } from '../../scripts/paths.ts';

type Files = Record<string, Uint8Array>;

const NOT_SOURCES = new Set(['.git', 'node_modules', 'dist', 'artifacts']);
const CHECKOUTS = path.join(tmpdir(), 'holdfast-packages-');
/** What tells where something was built. */
const PLACES = [root, CHECKOUTS, homedir()].filter((place) => place.length > '/root'.length).map(escaped);

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

let folder: string;
/** The packages by their names, and what is in them, of a checkout and of one made from its source package. */
let first: Files;
let second: Files;
let unpacked: Record<'chrome' | 'firefox' | 'source', Files>;

/** Makes a folder a repository of one commit, and packages it. */
function packagesOf(checkout: string, umask: string, env: NodeJS.ProcessEnv): void {
  const script = [
    `umask ${umask}`,
    'git init -q',
    // A link to a folder is no folder to .gitignore.
    'echo node_modules >> .git/info/exclude',
    'git add -A',
    'git -c commit.gpgsign=false -c user.name=Somebody -c user.email=somebody@example.com commit -q -m Packaged',
    `"${process.execPath}" --import tsx scripts/package.ts`,
  ];
  execFileSync('sh', ['-c', script.join(' && ')], { cwd: checkout, env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] });
}

async function readPackages(checkout: string): Promise<Files> {
  const inside = path.join(checkout, 'dist', 'packages');
  const names = (await readdir(inside)).toSorted();
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, new Uint8Array(await readFile(path.join(inside, name)))] as const)));
}

beforeAll(async () => {
  folder = await mkdtemp(CHECKOUTS);
  const [original, rebuilt] = [path.join(folder, 'original'), path.join(folder, 'z', 'rebuilt from its sources')];
  await cp(root, original, { recursive: true, filter: (source) => !NOT_SOURCES.has(path.relative(root, source)) });
  await symlink(path.join(root, 'node_modules'), path.join(original, 'node_modules'));
  packagesOf(original, '022', { TZ: 'UTC', LC_ALL: 'C' });
  first = await readPackages(original);
  const of = (what: string) => unzipSync(Object.entries(first).find(([name]) => name.endsWith(`-${what}.zip`))![1]);
  unpacked = { chrome: of('chrome'), firefox: of('firefox'), source: of('source') };

  // Another person, years ago and elsewhere, to whose disk the files came in another order.
  for (const [name, contents] of Object.entries(unpacked.source).toReversed()) {
    const file = path.join(rebuilt, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, contents);
    await utimes(file, 1e9, 1e9);
    if (name === '.ci/run' || name.endsWith('.sh')) await chmod(file, 0o755);
  }
  await symlink(path.join(root, 'node_modules'), path.join(rebuilt, 'node_modules'));
  packagesOf(rebuilt, '077', { TZ: 'Asia/Kolkata', LC_ALL: 'tr_TR.UTF-8' });
  second = await readPackages(rebuilt);
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('two packagings of one commit', () => {
  it('are named with the version, one for each browser and one of the sources', async () => {
    const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { version: string };
    expect(Object.keys(first)).toEqual(['chrome', 'firefox', 'source'].map((what) => `holdfast-${version}-${what}.zip`));
    for (const target of ['chrome', 'firefox'] as const) expect(JSON.parse(text(unpacked[target]['manifest.json']!))).toMatchObject({ version });
  });

  it('are the same to the byte, the second from the sources that the first hands on', () => {
    expect(Object.keys(second)).toEqual(Object.keys(first));
    for (const [name, bytes] of Object.entries(first)) expect(Buffer.from(bytes).equals(second[name]!), name).toBe(true);
  });

  it('are refused while something is not committed', async () => {
    const checkout = path.join(folder, 'original');
    await writeFile(path.join(checkout, 'src', 'forgotten.ts'), '');
    const attempt = () => execFileSync(process.execPath, ['--import', 'tsx', 'scripts/package.ts'], { cwd: checkout, encoding: 'utf8', stdio: 'pipe' });
    expect(attempt).toThrow(/src\/forgotten\.ts[^]*Commit it/);
  });
});

describe.each(['chrome', 'firefox'] as const)('the package for %s', (target) => {
  it('holds the files of an extension and no others', () => {
    const known =
      /^(manifest\.json|LICENSE|THIRD-PARTY-NOTICES\.txt|(popup|panel|access)\.(html|css|js)|(devtools|offscreen)\.(html|js)|hosted\.html|(background|hook|bridge|[\w-]+-worker)\.js|chunks\/[\w-]+\.js|icons\/[\w-]+\.png|_locales\/\w+\/[\w-]+\.json)$/;
    expect(Object.keys(unpacked[target]).filter((name) => !known.test(name))).toEqual([]);
  });

  it.each([
    ['a source map', /sourceMappingURL|"mappings":/],
    ['a path of the machine that built it', new RegExp([...PLACES, String.raw`/(?:home|Users)/\w`, String.raw`[A-Z]:\\+Users\b`].join('|'))],
    ['code of tests', /\bvitest\b|fast-check|puppeteer|\bdescribe\(["'`]/],
    ['a secret', /-----BEGIN [A-Z ]*PRIVATE KEY|\b(?:ghp|gho|npm|glpat|xox[abp])[-_][\w-]{20,}|\bAKIA[A-Z\d]{16}\b|\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\./],
  ])('does not hold %s', (_, pattern) => {
    for (const [name, bytes] of Object.entries(unpacked[target])) expect(pattern.exec(text(bytes))?.[0], name).toBeUndefined();
  });

  it('names every package of which it holds something, with a licence', async () => {
    const notices = text(unpacked[target]['THIRD-PARTY-NOTICES.txt']!);
    const { outputs } = await bundleOnce();
    const packages = packageFolders(outputs);
    expect(packages.length).toBeGreaterThan(15);
    for (const packaged of packages) {
      const { name, version, license } = JSON.parse(await readFile(path.join(root, packaged, 'package.json'), 'utf8')) as Record<string, string>;
      expect(notices).toContain(`\n${name} ${version} (${license})`);
    }
    for (const words of ['Permission is hereby granted, free of charge', 'TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION']) expect(notices).toContain(words);
  });
});

describe('the source package', () => {
  it('says how to build from it, and holds neither dependencies nor anything built', () => {
    const names = Object.keys(unpacked.source);
    expect(names).toEqual(expect.arrayContaining(['package.json', 'package-lock.json', 'manifest.json', 'docs/building.md', 'src/background/main.ts']));
    expect(names.filter((name) => /^(node_modules|dist|artifacts|\.git)\//.test(name))).toEqual([]);
    expect(names.filter((name) => /(^|\/)(\.env|\.npmrc\.local|id_rsa|.*\.(pem|key))$/.test(name))).toEqual([]);
  });
});

describe('Mozilla’s linter', () => {
  it('fails the build on a mere notice', async () => {
    const copy = path.join(folder, 'noticed');
    await cp(path.join(folder, 'original', 'dist', 'firefox'), copy, { recursive: true });
    const file = path.join(copy, 'manifest.json');
    const manifest = JSON.parse(await readFile(file, 'utf8')) as { browser_specific_settings: { gecko: object } };
    manifest.browser_specific_settings.gecko = { ...manifest.browser_specific_settings.gecko, strict_max_version: '200.0' };
    await writeFile(file, JSON.stringify(manifest));
    expect(() => lintFirefox(copy)).toThrow(/notice STRICT_MAX_VERSION/);
  });
});

function escaped(literal: string): string {
  return literal.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
