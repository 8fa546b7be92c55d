/**
 * An esbuild plugin that lets go of the schemas that a bundle does not use. Valibot promises that its functions have no
 * side effects, but esbuild hears such a promise only within one file: here every call of them in our sources repeats it.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin } from 'esbuild';
import { root } from '../paths.ts';

const OWN_SOURCE = /\.tsx?$/;

export function pureSchemas(): Plugin {
  return {
    name: 'pure-schemas',
    setup(build) {
      build.onLoad({ filter: OWN_SOURCE }, async ({ path: file }) => {
        if (!file.startsWith(path.join(root, 'src', path.sep))) return null;
        const source = await readFile(file, 'utf8');
        if (!source.includes("import * as v from 'valibot'")) return null;
        return { contents: source.replaceAll(/\bv\.\w+\(/g, '/* @__PURE__ */ $&'), loader: 'ts' };
      });
    },
  };
}
