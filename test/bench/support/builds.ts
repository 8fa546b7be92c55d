/**
 * The two extensions that are measured beside each other: the built one, and one that differs from it in its background
 * alone. Both have one page more than what is shipped, in which the benchmarks fill the archive and look at it.
 */
import { cp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { distFor, root } from '../../../scripts/paths.ts';

export type Variant = 'holdfast' | 'bare';

const inHere = (file: string) => path.join(import.meta.dirname, file);
const PAGE = '<!doctype html><meta charset="utf-8"><title>Bench</title><script src="bench.js" defer></script>';

/** Puts both into a folder. The extension has to be built. */
export async function buildVariants(folder: string): Promise<Record<Variant, string>> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [{ in: inHere('bench-page.ts'), out: 'bench' }, { in: inHere('bare-client.ts'), out: 'background' }],
    outdir: folder,
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    logLevel: 'warning',
    write: false,
  });
  const written = (name: string) => outputFiles.find((file) => path.basename(file.path) === name)!.contents;
  const variants = { holdfast: path.join(folder, 'holdfast'), bare: path.join(folder, 'bare') };
  for (const variant of Object.values(variants)) {
    await cp(distFor('chrome'), variant, { recursive: true });
    await writeFile(path.join(variant, 'bench.html'), PAGE);
    await writeFile(path.join(variant, 'bench.js'), written('bench.js'));
  }
  await writeFile(path.join(variants.bare, 'background.js'), written('background.js'));
  return variants;
}
