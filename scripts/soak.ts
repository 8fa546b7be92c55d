/**
 * `npm run soak`: numbered lines of every size for an hour, while the tab is refreshed, the background stopped and the server
 * restarted. It fails when memory is not flat, or when a line is doubled, out of order or missing undeclared. It is not part
 * of the tests, which run two minutes of it. For trying out: `npm run soak -- --minutes 5 --rate 200`. With `--large 300` it sends
 * so many messages of 24 MB instead, and fails when the process keeps more of them than a recording may.
 */
import { parseArgs } from 'node:util';
import { measureLarge } from '../test/bench/large.ts';
import { inWorkshop } from '../test/bench/support/workshop.ts';
import { soak } from '../test/soak/soak.ts';
import { buildExtension } from './build/extension.ts';
import { runScript, UsageError } from './run-script.ts';

const MB = 1024 * 1024;

function readOptions() {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' }, rate: { type: 'string', default: '500' }, large: { type: 'string' } } });
  const number = (name: keyof typeof values) => {
    const text = values[name] ?? '';
    if (!/^[1-9]\d*$/.test(text)) throw new UsageError(`--${name} takes a number from 1 on, not “${text}”.`);
    return Number(text);
  };
  return { durationMs: number('minutes') * 60_000, linesPerSecond: number('rate'), large: values.large === undefined ? null : number('large') };
}

async function soakLines(options: { readonly durationMs: number; readonly linesPerSecond: number }): Promise<void> {
  const { written, recorded, memory, refreshes, stops, restarts, connects, faults } = await soak({ ...options, onProgress: (line) => console.log(line) });
  console.log(`${written} lines, ${recorded.lines} on disk, ${recorded.declared} missing and declared; ${refreshes} refreshes, ${stops} stops of the background, ${restarts} restarts of the server, ${connects} connects`);
  console.log(`process: ${Math.round(memory.first / MB)} MB once filled, ${Math.round(memory.last / MB)} MB at last, ${Math.round(memory.most / MB)} MB at the most`);
  if (faults.length > 0) throw new Error(faults.join(' '));
}

async function soakLarge(messages: number): Promise<void> {
  await inWorkshop({ rounds: 1, size: null }, async (workshop) => {
    const { before, most, after, limit } = await measureLarge(workshop, messages);
    console.log(`process: ${Math.round(before / MB)} MB before ${messages} messages of 24 MB, ${Math.round(after / MB)} MB after, ${Math.round(most / MB)} MB at the most`);
    if (after > limit) throw new Error(`The process keeps more than the ${Math.round(limit / MB)} MB that it may.`);
  });
}

await runScript('npm run soak', async () => {
  const { large, ...lines } = readOptions();
  await buildExtension();
  if (large === null) await soakLines(lines);
  else await soakLarge(large);
});
