/** `npm run bench`: the benchmarks, which measure side by side in one run and print ratios. They are not tests. */
import { benchHook } from '../test/bench/hook.ts';
import { buildExtension } from './build/extension.ts';
import { runScript } from './run-script.ts';

await runScript('npm run bench', async () => {
  await buildExtension();
  await benchHook();
});
