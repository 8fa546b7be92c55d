/** Builds dist/chrome and dist/firefox, each a complete unpacked extension. They differ in their manifest, and in what one browser alone has. */
import { cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { context, type BuildOptions, type OutputFile } from 'esbuild';
import { distFor, root, TARGETS, type Target } from '../paths.ts';
import { checkReferences } from './check-references.ts';
import { locales, messagesOfExtension } from './locales.ts';
import { manifestFor, readManifest } from './manifest.ts';
import { safeDependencies } from './safe-dependencies.ts';
import { watchSources } from './watch.ts';

/** Name in the extension → source. Everything is bundled as IIFE: ES modules do not run as content scripts. */
const BUNDLES = {
  background: 'src/background/main.ts',
  devtools: 'src/devtools/main.ts',
  popup: 'src/popup/main.tsx',
  panel: 'src/panel/main.tsx',
  'log-search-worker': 'src/panel/logs/log-search-worker.ts',
  'packet-search-worker': 'src/panel/messages/packet-search-worker.ts',
  hook: 'src/page/hook.ts',
  bridge: 'src/page/bridge.ts',
  offscreen: 'src/offscreen/main.ts',
};
const STYLESHEETS = { popup: 'src/popup/popup.css', panel: 'src/panel/panel.css' };
const PAGES = ['src/popup/popup.html', 'src/panel/panel.html', 'src/devtools/devtools.html', 'src/offscreen/offscreen.html'];
/** The other browser has no use for these, whatever the ending of their names. */
const CHROME_ONLY: readonly string[] = ['offscreen'];

const inRoot = (file: string) => path.join(root, file);

function bundling(watch: boolean): BuildOptions & { write: false } {
  const entryPoints = [BUNDLES, STYLESHEETS].flatMap((table) =>
    Object.entries(table).map(([out, source]) => ({ in: inRoot(source), out })),
  );
  return {
    absWorkingDir: root,
    entryPoints,
    outdir: 'dist',
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    minify: !watch,
    sourcemap: watch && 'linked',
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [safeDependencies()],
    write: false,
  };
}

/** Puts one extension together beside its place and moves it there when complete: a failed build harms nothing. */
async function assemble(target: Target, bundles: readonly OutputFile[]): Promise<void> {
  const manifest = manifestFor(target, readManifest());
  const belongs = (file: string) => target === 'chrome' || !CHROME_ONLY.includes(path.basename(file).split('.')[0]!);
  const staging = inRoot(`dist/.${target}-${process.pid}`);
  const folder = path.join(staging, target);
  await mkdir(path.join(folder, 'icons'), { recursive: true });
  try {
    const icons = (await readdir(inRoot('icons'))).filter((file) => file.endsWith('.png'));
    const license = existsSync(inRoot('LICENSE')) ? ['LICENSE'] : [];
    await Promise.all([
      ...bundles.filter(({ path: file }) => belongs(file)).map(({ path: file, contents }) => writeFile(path.join(folder, path.basename(file)), contents)),
      ...[...PAGES, ...license].filter(belongs).map((file) => cp(inRoot(file), path.join(folder, path.basename(file)))),
      ...icons.map((file) => cp(inRoot(`icons/${file}`), path.join(folder, 'icons', file))),
      ...locales().map((locale) => writeMessages(folder, locale)),
      writeFile(path.join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`),
    ]);
    checkReferences(folder);
    await rm(distFor(target), { recursive: true, force: true });
    await rename(folder, distFor(target));
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function writeMessages(folder: string, locale: string): Promise<void> {
  await mkdir(path.join(folder, '_locales', locale), { recursive: true });
  await writeFile(path.join(folder, '_locales', locale, 'messages.json'), `${JSON.stringify(messagesOfExtension(locale), null, 2)}\n`);
}

function sizes(bundles: readonly OutputFile[]): string {
  return bundles
    .filter(({ path: file }) => file.endsWith('.js'))
    .map(({ path: file, contents }) => `${path.basename(file)} ${(contents.length / 1000).toFixed(1)} kB`)
    .join(', ');
}

/**
 * Builds once, or, with `watch`, again after every change until the process ends. A failed build throws; while
 * watching, only the first one does.
 */
export async function buildExtension({ watch = false }: { watch?: boolean } = {}): Promise<void> {
  const bundler = await context(bundling(watch));
  const build = async () => {
    const { outputFiles } = await bundler.rebuild().catch(() => {
      throw new Error('the sources do not bundle, for the reasons above.');
    });
    for (const target of TARGETS) await assemble(target, outputFiles);
    console.log(`Built dist/chrome and dist/firefox: ${sizes(outputFiles)}`);
  };
  try {
    await build();
  } catch (error) {
    await bundler.dispose();
    throw error;
  }
  if (watch) watchSources(build);
  else await bundler.dispose();
}
