/** Builds the playground into artifacts/playground: `npx tsx test/playground/build.ts`, then open its panel.html or popup.html. */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const PLAYGROUND = `${root}artifacts/playground`;

/** The policy of the extension's pages, so that whatever it would block fails here too. */
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; base-uri 'none'; form-action 'none'";

const html = (view: string) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${CSP}" />
    <meta name="viewport" content="width=device-width" />
    <title>Holdfast playground</title>
    <link rel="stylesheet" href="${view}.css" />
    <script src="playground.js" defer></script>
  </head>
  <body></body>
</html>
`;

export async function buildPlayground(): Promise<void> {
  await mkdir(PLAYGROUND, { recursive: true });
  await build({
    entryPoints: [
      { in: `${root}test/playground/playground.tsx`, out: 'playground' },
      { in: `${root}src/panel/workers/search-worker.ts`, out: 'search-worker' },
      { in: `${root}src/panel/workers/file-worker.ts`, out: 'file-worker' },
      { in: `${root}src/panel/workers/statistics-worker.ts`, out: 'statistics-worker' },
      { in: `${root}src/panel/panel.css`, out: 'panel' },
      { in: `${root}src/popup/popup.css`, out: 'popup' },
    ],
    bundle: true,
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    outdir: PLAYGROUND,
    logLevel: 'warning',
    // What sketches-js would need for a form of its sketches that nobody asks for. It does not install it itself.
    external: ['protobufjs/minimal'],
  });
  for (const view of ['panel', 'popup']) await writeFile(`${PLAYGROUND}/${view}.html`, html(view));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPlayground();
