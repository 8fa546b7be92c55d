/**
 * An esbuild plugin that takes out of our dependencies what an extension may not do: evaluate text as code, and parse
 * it as markup. Mozilla's linter warns about both, and what a server sends must never come to either. What cannot be
 * bundled and is never called goes likewise.
 */
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

interface Replacement {
  readonly what: string;
  readonly file: RegExp;
  readonly find: RegExp;
  readonly replace: string;
}

const REPLACEMENTS: readonly Replacement[] = [
  {
    what: 'engine.io-client’s way to the global object by evaluating code',
    file: /engine\.io-client[\\/]build[\\/]esm[\\/]globals\.js$/,
    find: /Function\("return this"\)\(\)/,
    replace: 'globalThis',
  },
  {
    what: 'engine.io-client’s own choice of transports, of which a background has no XMLHttpRequest: it names others',
    file: /engine\.io-client[\\/]build[\\/]esm[\\/]transports[\\/]index\.js$/,
    find: /^[^]*polling-xhr[^]*$/,
    replace: 'export const transports = {};',
  },
  {
    what: 'engine.io-client’s polling by XMLHttpRequest, likewise',
    file: /engine\.io-client[\\/]build[\\/]esm[\\/]transports[\\/]polling-xhr\.js$/,
    find: /^[^]*class XHR extends[^]*$/,
    replace: 'export const XHR = undefined;',
  },
  {
    what: 'Preact’s dangerouslySetInnerHTML',
    file: /preact[\\/]dist[\\/]preact\.mjs$/,
    find: /(\w+)\.innerHTML=(\w+\.__html)/,
    replace: '$1.textContent=$2',
  },
  {
    what: 'the Protocol Buffers form of sketches-js, whose own dependency it does not install',
    file: /sketches-js[\\/]dist[\\/]ddsketch[\\/]proto[\\/]compiled\.js$/,
    find: /^[^]*protobufjs[^]*$/,
    replace: 'module.exports = {};',
  },
];

export interface SafeDependencies {
  /** For every build of one product: each meets only some of the dependencies. */
  readonly plugin: Plugin;
  /** Throws where the builds so far did not meet all that has to be replaced. */
  check(): void;
}

export function safeDependencies(): SafeDependencies {
  const done = new Set<Replacement>();
  return {
    plugin: {
      name: 'safe-dependencies',
      setup(build) {
        for (const replacement of REPLACEMENTS) {
          const { file, find, replace } = replacement;
          build.onLoad({ filter: file }, async ({ path }) => {
            const source = await readFile(path, 'utf8');
            if (find.test(source)) done.add(replacement);
            return { contents: source.replace(find, replace), loader: 'js' };
          });
        }
      },
    },
    // An update of a dependency that moves or rewrites such code must not undo its replacement silently.
    check() {
      const lost = REPLACEMENTS.filter((replacement) => !done.has(replacement));
      if (lost.length > 0) throw new Error(`Not found, see scripts/build/safe-dependencies.ts: ${lost.map(({ what }) => what).join('; ')}.`);
    },
  };
}
