/**
 * The scripts and styles of the extension, bundled in memory, and esbuild's account of what went into each. Only entry
 * points do something by being loaded, which `sideEffects` in package.json tells esbuild: a module of which a bundle uses
 * nothing is not in it.
 */
import path from 'node:path';
import { context, type BuildOptions, type Metafile } from 'esbuild';
import { root } from '../paths.ts';
import { pureSchemas } from './pure-schemas.ts';
import { safeDependencies } from './safe-dependencies.ts';

/** Name in the extension → source. Content scripts, workers and what has one page for all its life: ES modules do not run as content scripts. */
const SCRIPTS = {
  background: 'src/background/main.ts',
  devtools: 'src/devtools/main.ts',
  popup: 'src/popup/main.tsx',
  'search-worker': 'src/panel/workers/search-worker.ts',
  'statistics-worker': 'src/panel/workers/statistics-worker.ts',
  'file-worker': 'src/panel/workers/file-worker.ts',
  bridge: 'src/page/bridge.ts',
  offscreen: 'src/offscreen/main.ts',
  access: 'src/access/main.tsx',
};
/** The hook gives up by an exception where a page has replaced what it uses, and no exception may get into a page: see src/page/realm.ts. */
const HOOK = { hook: 'src/page/hook.ts' };
const UNHEARD = { banner: { js: '"use strict";try{' }, footer: { js: '}catch{}' } };
/** A page that loads most of itself when it is first looked at: a module, and its chunks beside it. */
const MODULES = { panel: 'src/panel/main.tsx' };
const STYLESHEETS = { popup: 'src/popup/popup.css', panel: 'src/panel/panel.css', access: 'src/access/access.css' };

/** Where esbuild would write. What is done with its files is not its business. */
const OUT = 'dist';

const entryPoints = (...tables: Readonly<Record<string, string>>[]) => tables.flatMap((table) => Object.entries(table).map(([out, source]) => ({ in: source, out })));

/** By name in the extension: `panel.js`, `chunks/compose-X.js`. */
export interface Bundles {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly outputs: Metafile['outputs'];
}

export interface Bundler {
  bundle(): Promise<Bundles>;
  dispose(): Promise<void>;
}

/** Bundles as often as it is asked to. What is built to be looked at while it changes is not minified and has source maps. */
export async function createBundler({ watch }: { watch: boolean }): Promise<Bundler> {
  const safe = safeDependencies();
  const shared = {
    absWorkingDir: root,
    outdir: OUT,
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    minify: !watch,
    sourcemap: watch && 'linked',
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [safe.plugin, pureSchemas()],
    // The names of chunks depend on the paths of their sources, which must not depend on where the dependencies are.
    preserveSymlinks: true,
    write: false,
    metafile: true,
  } satisfies BuildOptions;
  const contexts = await Promise.all([
    context({ ...shared, entryPoints: entryPoints(SCRIPTS, STYLESHEETS), format: 'iife' }),
    context({ ...shared, entryPoints: entryPoints(HOOK), format: 'iife', ...UNHEARD }),
    context({ ...shared, entryPoints: entryPoints(MODULES), format: 'esm', splitting: true, chunkNames: 'chunks/[name]-[hash]' }),
  ]);
  return {
    async bundle() {
      const results = await Promise.all(contexts.map(async (each) => each.rebuild())).catch(() => {
        throw new Error('the sources do not bundle, for the reasons above.');
      });
      safe.check();
      const outputs = results.flatMap(({ metafile }) => Object.entries(metafile.outputs));
      const named = (file: string) => path.relative(OUT, file).replaceAll(path.sep, '/');
      return {
        files: new Map(results.flatMap(({ outputFiles }) => outputFiles.map(({ path: file, contents }) => [named(path.relative(root, file)), contents]))),
        outputs: Object.fromEntries(
          outputs.map(([file, output]) => [named(file), { ...output, imports: output.imports.map((each) => ({ ...each, path: named(each.path) })) }]),
        ),
      };
    },
    dispose: async () => void (await Promise.all(contexts.map(async (each) => each.dispose()))),
  };
}

/** Bundles once, as it is shipped. */
export async function bundleOnce(): Promise<Bundles> {
  const bundler = await createBundler({ watch: false });
  try {
    return await bundler.bundle();
  } finally {
    await bundler.dispose();
  }
}
