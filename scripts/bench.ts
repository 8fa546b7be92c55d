/** `npm run bench`: benchmarks side by side in one run, printed as ratios. They are not tests, and assert nothing. */
import os from 'node:os';
import { benchPageHook } from '../test/bench/page-hook.ts';
import { buildExtension } from './build/extension.ts';
import { runScript } from './run-script.ts';

await runScript('npm run bench', async () => {
  await buildExtension();
  console.log(`On ${os.cpus().length} × ${os.cpus()[0]?.model ?? 'an unknown processor'}, Node ${process.versions.node}\n`);
  await benchPageHook();
});
