/** `npm run build` builds the extension for every browser; `npm run dev` (`--watch`) keeps building it. */
import { parseArgs } from 'node:util';
import { buildExtension } from './build/extension.ts';
import { runScript } from './run-script.ts';

await runScript('npm run build', async () => {
  const { values } = parseArgs({ options: { watch: { type: 'boolean', default: false } } });
  await buildExtension(values);
});
