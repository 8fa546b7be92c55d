/**
 * `npm run soak`: numbered lines of every size for an hour, while the tab is refreshed, the background stopped and the server
 * restarted. It fails when memory is not flat, or when a line is doubled, out of order or missing undeclared. It is not part
 * of the tests, which run two minutes of it. For trying out: `npm run soak -- --minutes 5 --rate 200`.
 */
import { parseArgs } from 'node:util';
import { soak } from '../test/soak/soak.ts';
import { buildExtension } from './build/extension.ts';
import { runScript, UsageError } from './run-script.ts';

const MB = 1024 * 1024;

function readOptions() {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' }, rate: { type: 'string', default: '500' } } });
  const number = (name: 'minutes' | 'rate') => {
    if (!/^[1-9]\d*$/.test(values[name])) throw new UsageError(`--${name} takes a number from 1 on, not “${values[name]}”.`);
    return Number(values[name]);
  };
  return { durationMs: number('minutes') * 60_000, linesPerSecond: number('rate') };
}

await runScript('npm run soak', async () => {
  const options = readOptions();
  await buildExtension();
  const { written, recorded, memory, refreshes, stops, restarts, connects, faults } = await soak({ ...options, onProgress: (line) => console.log(line) });
  console.log(`${written} lines, ${recorded.lines} on disk, ${recorded.declared} missing and declared; ${refreshes} refreshes, ${stops} stops of the background, ${restarts} restarts of the server, ${connects} connects`);
  console.log(`process: ${Math.round(memory.first / MB)} MB once filled, ${Math.round(memory.last / MB)} MB at last, ${Math.round(memory.most / MB)} MB at the most`);
  if (faults.length > 0) throw new Error(faults.join(' '));
});
