/**
 * `npm run probe -- URL`: what is wrong with a Socket.IO server, in a terminal or in continuous integration. It asks the
 * extension's questions, connects with the background's own connection, and applies the same rules. See `--help`.
 */
import { Check } from './probe/check.ts';
import { speakAs } from './probe/background-globals.ts';
import { entryText } from '../src/core/words/entry-words.ts';
import { formatSeconds } from '../src/core/words/format.ts';
import { say } from '../src/core/words/say.ts';
import { HELP, readOptions, type Options } from './probe/options.ts';
import { reportLines, reportOf } from './probe/report.ts';
import { isTold, printable } from './probe/progress.ts';
import { runScript } from './run-script.ts';
import { speakLocally } from './words.ts';

/** How long whatever is still open may take to end. A server that does not agree to a goodbye is left to itself. Milliseconds. */
const GOODBYE_MS = 700;
const INTERRUPTED = 130;

const timePasses = async (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** Writes to the end before the process may end. */
async function write(stream: NodeJS.WriteStream, lines: readonly string[]): Promise<void> {
  await new Promise<void>((resolve) => stream.write(lines.map((line) => `${line}\n`).join(''), () => resolve()));
}

async function probe(options: Options): Promise<number> {
  const { profile, origin, json, watch } = options;
  const progress = json ? process.stderr : process.stdout;
  const tell = (line: string) => progress.write(`${printable(line)}\n`);
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => interrupted.abort());
  // Whoever reads this has gone, as `head` does: there is nobody left to tell.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => interrupted.abort());
  const { signal } = interrupted;
  if (origin !== null) speakAs(origin);

  let over = false;
  const check = new Check(options, (entry) => {
    if (isTold(entry) && !over && !signal.aborted) tell(`  ${entryText(entry)}`);
  });
  tell(say('terminal_connecting', { url: `${profile.url}${profile.path}`, namespace: profile.namespace }));
  await check.connect(signal);
  await check.ask(signal);
  if (watch !== null && !signal.aborted) {
    tell(say('terminal_watching', { duration: formatSeconds(watch * 1000) }));
    await check.watch(watch, signal);
  }
  over = true;
  const report = reportOf(check, options);
  if (!signal.aborted) await write(process.stdout, json ? [JSON.stringify(report, null, 2)] : reportLines(report).map(printable));
  await Promise.race([check.close(), timePasses(GOODBYE_MS)]);
  return signal.aborted ? INTERRUPTED : report.exitCode;
}

await runScript('npm run probe', async () => {
  speakLocally();
  const options = readOptions(process.argv.slice(2));
  if (options === null) await write(process.stdout, [HELP]);
  // A server that never answers would otherwise keep the process for as long as it keeps its connections.
  else process.exit(await probe(options));
});
