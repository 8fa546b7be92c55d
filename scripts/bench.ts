/**
 * `npm run bench`: the benchmarks, which measure side by side in one run and give ratios. They are not tests. For trying
 * out: `npm run bench -- --only ingest --rounds 1 --size 10000`. Figures of at least five rounds at full size go into
 * docs/measurements.md.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { BENCHMARKS } from '../test/bench/index.ts';
import { machine } from '../test/bench/support/machine.ts';
import { rowsOf, withFigures, type Result } from '../test/bench/support/table.ts';
import { inWorkshop } from '../test/bench/support/workshop.ts';
import { buildExtension } from './build/extension.ts';
import { root } from './paths.ts';
import { runScript, UsageError } from './run-script.ts';

/** With fewer, one bad moment of the machine decides. */
const ROUNDS = 5;

const ids = BENCHMARKS.map(({ id }) => id);

function readOptions() {
  const { values } = parseArgs({ options: { only: { type: 'string', multiple: true }, rounds: { type: 'string' }, size: { type: 'string' } } });
  const number = (name: 'rounds' | 'size') => {
    const text = values[name];
    if (text !== undefined && !/^[1-9]\d*$/.test(text)) throw new UsageError(`--${name} takes a number from 1 on, not “${text}”.`);
    return text === undefined ? null : Number(text);
  };
  const unknown = values.only?.find((id) => !ids.includes(id));
  if (unknown !== undefined) throw new UsageError(`There is no benchmark “${unknown}”. There are: ${ids.join(', ')}.`);
  return { chosen: BENCHMARKS.filter(({ id }) => values.only?.includes(id) ?? true), rounds: number('rounds') ?? ROUNDS, size: number('size') };
}

/** Puts figures into the table as they come, so that those of a run that is broken off are not lost. */
async function publish(result: Result, on: string): Promise<void> {
  const page = path.join(root, 'docs', 'measurements.md');
  await writeFile(page, withFigures(await readFile(page, 'utf8'), [result], BENCHMARKS.map(({ title }) => title), on));
}

await runScript('npm run bench', async () => {
  const { chosen, rounds, size } = readOptions();
  // Whoever runs it as one step among others has built it already.
  if (process.env['HOLDFAST_BUILT'] !== '1') await buildExtension();
  const on = await machine();
  console.log(`\n${on}\nMedian of ${rounds}\n`);
  await inWorkshop({ rounds, size }, async (workshop) => {
    for (const { title, run } of chosen) {
      const result = { title, figures: await run(workshop) };
      for (const row of rowsOf(result)) console.log(row);
      if (rounds >= ROUNDS && size === null) await publish(result, on);
    }
  });
});
