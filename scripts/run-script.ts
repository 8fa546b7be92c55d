/** What every script does alike when it fails: one plain sentence, and an exit code that says whose fault it is. */

function isUsageError(error: Error): boolean {
  return 'code' in error && typeof error.code === 'string' && error.code.startsWith('ERR_PARSE_ARGS');
}

/** Runs a script. Arguments that `parseArgs` refuses, or a `UsageError`, exit with 2; any other failure with 1. */
export async function runScript(name: string, script: () => Promise<void>): Promise<void> {
  try {
    await script();
  } catch (error) {
    const reason = error instanceof Error ? error : new Error(String(error));
    const usage = reason instanceof UsageError || isUsageError(reason);
    console.error(`${name}: ${reason.message}`);
    process.exitCode = usage ? 2 : 1;
  }
}

/** The command line asks for something that the script cannot do. */
export class UsageError extends Error {}
