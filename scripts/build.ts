/**
 * `npm run build` builds the extension for every browser; `npm run dev` (`--watch`) keeps building it. `--record-sizes` keeps
 * the sizes of now as those that growth is told from: see build/sizes.ts.
 */
import { parseArgs } from 'node:util';
import { bundleOnce } from './build/bundles.ts';
import { buildExtension } from './build/extension.ts';
import { recordSizes } from './build/sizes.ts';
import { runScript } from './run-script.ts';

await runScript('npm run build', async () => {
  const { values } = parseArgs({ options: { watch: { type: 'boolean', default: false }, 'record-sizes': { type: 'boolean', default: false } } });
  if (values['record-sizes']) recordSizes((await bundleOnce()).outputs);
  await buildExtension(values);
});
