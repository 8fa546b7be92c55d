/** Mozilla's own linter over dist/firefox. A store would refuse its errors; here a mere notice fails as well. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { distFor, root } from '../paths.ts';

interface Message {
  readonly _type: string;
  readonly code: string;
  readonly message: string;
  readonly description: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

interface Report {
  readonly errors: readonly Message[];
  readonly notices: readonly Message[];
  readonly warnings: readonly Message[];
}

function describe({ _type, code, message, description, file, line, column }: Message): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  return `  ${_type} ${code} ${place}\n    ${message} ${description}`;
}

/** Throws, with everything that the linter said of an extension, unless it said nothing. The package has no types, so its command is run. */
export function lintFirefox(folder = distFor('firefox')): void {
  const linter = path.join(root, 'node_modules', 'addons-linter', 'bin', 'addons-linter');
  const { stdout, stderr } = spawnSync(process.execPath, [linter, '--output', 'json', folder], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (!stdout.trimStart().startsWith('{')) throw new Error(`addons-linter did not report: ${stderr || stdout}`);
  const { errors, warnings, notices } = JSON.parse(stdout) as Report;
  const messages = [...errors, ...warnings, ...notices];
  if (messages.length > 0) throw new Error(`The Firefox extension is not clean:\n${messages.map(describe).join('\n')}`);
}
