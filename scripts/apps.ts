/**
 * `npm run apps`: real applications and frameworks, installed at exact versions, started and opened in the built extension, in
 * both captures. It fails when anything is said against a healthy application, or is not recorded as it was. It is not part of
 * the tests. `npm run apps -- NAME…` plays those whose names have one of these in them.
 */
import { parseArgs } from 'node:util';
import { APPLICATIONS } from '../test/apps/applications.ts';
import { play, type Outcome } from '../test/apps/play.ts';
import { tableOf } from '../test/apps/table.ts';
import { buildExtension } from './build/extension.ts';
import { runScript, UsageError } from './run-script.ts';

function chosen() {
  const { positionals } = parseArgs({ allowPositionals: true });
  const names = positionals.map((name) => name.toLowerCase());
  const found = APPLICATIONS.filter(({ name }) => names.length === 0 || names.some((each) => name.toLowerCase().includes(each)));
  if (found.length === 0) throw new UsageError(`No application has ${positionals.join(' or ')} in its name. There are: ${APPLICATIONS.map(({ name }) => name).join('; ')}.`);
  return found;
}

await runScript('npm run apps', async () => {
  const applications = chosen();
  await buildExtension();
  const outcomes: Outcome[] = [];
  for (const application of applications) outcomes.push(...(await play(application, (line) => console.log(line))));
  console.log(`\n${tableOf(outcomes)}`);
  const wrong = outcomes.filter(({ faults }) => faults.length > 0);
  if (wrong.length > 0) throw new Error(`something is wrong in ${wrong.length} of ${outcomes.length} plays, as said above.`);
});
