/**
 * `npm test`: everything, on a machine that may have nothing but Node. Arguments go to Vitest, for example
 * `npm test -- --project unit`. The first step that fails ends it; the last line counts the tests.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildExtension } from './build/extension.ts';
import { lintFirefox } from './build/lint-firefox.ts';
import { root } from './paths.ts';
import { runScript } from './run-script.ts';
import { ensureSystemPackages } from './system-packages.ts';

/** What is read of the report of Vitest's JSON reporter. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly Result[] }[];
}

interface Result {
  readonly fullName: string;
  readonly status: string;
  /** One of each try that failed. */
  readonly failureMessages: readonly string[];
}

/** Runs a program of node_modules, its output unchanged, and returns whether it succeeded. */
function run(program: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): boolean {
  const file = path.join(root, 'node_modules', program);
  return spawnSync(process.execPath, [file, ...args], { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status === 0;
}

function mustRun(program: string, args?: readonly string[]): void {
  if (!run(program, args)) throw new Error('failed, for the reasons above.');
}

/** Says which tests have passed only when they were tried again, and what went wrong before: nothing else does. */
function tellRetries({ testResults }: Report): void {
  const retried = testResults.flatMap(({ assertionResults }) => assertionResults).filter(({ status, failureMessages }) => status === 'passed' && failureMessages.length > 0);
  for (const { fullName, failureMessages } of retried) console.log(`Needed a retry: ${fullName}\n${failureMessages.join('\n')}\n`);
}

/** Runs the tests and returns the one line that counts them. */
function runTests(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-test-'));
  try {
    const file = path.join(folder, 'report.json');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const succeeded = run('vitest/vitest.mjs', ['run', ...reporters, ...process.argv.slice(2)], { HOLDFAST_BUILT: '1' });
    if (!existsSync(file)) throw new Error('Vitest ended before it ran any, for the reasons above.');
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
    tellRetries(report);
    const passed = report.numPassedTests;
    // A file that cannot even be loaded has no tests to count, and must not go uncounted.
    const broken = report.testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0).length;
    const failed = report.numFailedTests + broken;
    const skipped = report.numPendingTests + report.numTodoTests;
    if (!succeeded || failed > 0 || passed === 0) process.exitCode = 1;
    if (!succeeded && failed === 0) console.error('Vitest failed, for the reasons above, though no test did.');
    return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function step<T>(heading: string, work: () => T | Promise<T>): Promise<T> {
  console.log(`\n== ${heading}`);
  const start = performance.now();
  let result: T;
  try {
    result = await work();
  } catch (error) {
    throw new Error(`${heading}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  console.log(`   ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}

await runScript('npm test', async () => {
  await step('System packages', ensureSystemPackages);
  await step('Type check', () => mustRun('typescript/bin/tsc', ['-p', '.']));
  await step('Lint', () => mustRun('oxlint/bin/oxlint'));
  await step('Build', () => buildExtension());
  await step('Firefox lint', lintFirefox);
  console.log(await step('Tests', runTests));
});
