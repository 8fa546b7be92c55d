/** How large the scripts of the extension are, and how large they may be. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Metafile } from 'esbuild';

type Outputs = Metafile['outputs'];

interface Budget {
  readonly script: string;
  /** What the script may take, with all that it loads at once, in units of 1000 bytes. */
  readonly kB: number;
  /** What it is to take one day, where that is less. */
  readonly aim?: number;
}

export const BUDGETS: readonly Budget[] = [
  { script: 'popup.js', kB: 75 },
  { script: 'panel.js', kB: 300 },
  { script: 'background.js', kB: 385, aim: 120 },
  { script: 'hook.js', kB: 22 },
];

/** The parts of each script with a budget when the budget was last looked at, so that it can be said what has grown. */
const RECORDED = path.join(import.meta.dirname, 'recorded-sizes.json');

/** A script and all that it imports statically: what is loaded before it runs. */
export function loadedAtStart(outputs: Outputs, script: string): string[] {
  const loaded = new Set([script]);
  for (const file of loaded) {
    for (const { path: imported, kind } of outputs[file]!.imports) if (kind === 'import-statement') loaded.add(imported);
  }
  return [...loaded];
}

const bytesOf = (outputs: Outputs, files: readonly string[]) => files.reduce((sum, file) => sum + outputs[file]!.bytes, 0);
const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;

/** A package by its name, a source by its room: “preact”, “src/panel/compose”. */
function partOf(file: string): string {
  const inPackage = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file);
  return inPackage?.[1] ?? path.posix.dirname(file);
}

/** Bytes by part of what a script loads at start. */
export function partsOf(outputs: Outputs, script: string): Record<string, number> {
  const parts: Record<string, number> = {};
  for (const file of loadedAtStart(outputs, script)) {
    for (const [input, { bytesInOutput }] of Object.entries(outputs[file]!.inputs)) parts[partOf(input)] = (parts[partOf(input)] ?? 0) + bytesInOutput;
  }
  return parts;
}

/** A sentence for each script that is over its budget, with the parts that have grown since `recorded`. */
export function overBudget(outputs: Outputs, recorded: Readonly<Record<string, Readonly<Record<string, number>>>>, budgets = BUDGETS): string[] {
  return budgets.flatMap(({ script, kB: budget }) => {
    const bytes = bytesOf(outputs, loadedAtStart(outputs, script));
    if (bytes <= budget * 1000) return [];
    const grown = Object.entries(partsOf(outputs, script))
      .map(([part, size]) => ({ part, size, by: size - (recorded[script]?.[part] ?? 0) }))
      .filter(({ by }) => by >= 100)
      .toSorted((a, b) => b.by - a.by)
      .map(({ part, size, by }) => `${part} by ${kB(by)} to ${kB(size)}`);
    return [`${script} loads ${kB(bytes)} at start, and may ${budget} kB. Grown: ${grown.join(', ')}.`];
  });
}

export function recordedSizes(): Record<string, Record<string, number>> {
  return JSON.parse(readFileSync(RECORDED, 'utf8')) as Record<string, Record<string, number>>;
}

/** Makes the sizes of now those that growth is told from. */
export function recordSizes(outputs: Outputs): void {
  const sizes = Object.fromEntries(BUDGETS.map(({ script }) => [script, partsOf(outputs, script)]));
  writeFileSync(RECORDED, `${JSON.stringify(sizes, null, 2)}\n`);
}

/** Every script with what it loads at start, and below it the chunks that it loads when they are wanted. */
export function sizeTable(outputs: Outputs, budgets = BUDGETS): string {
  const scripts = Object.keys(outputs).filter((file) => file.endsWith('.js'));
  const imported = new Set(scripts.flatMap((file) => outputs[file]!.imports.map(({ path: chunk }) => chunk)));
  const line = (name: string, bytes: number, about: string) => `${name.padEnd(28)}${kB(bytes).padStart(10)}${about}`;
  return scripts
    .filter((file) => !imported.has(file))
    .flatMap((file) => {
      const start = loadedAtStart(outputs, file);
      const budget = budgets.find(({ script }) => script === file);
      const about = budget === undefined ? '' : ` of ${budget.kB}${budget.aim === undefined ? '' : `, to be ${budget.aim}`}`;
      const later = laterChunks(outputs, start).map((chunk) => line(`  ${chunk.name}`, chunk.bytes, ' when wanted'));
      return [line(file, bytesOf(outputs, start), about), ...later];
    })
    .join('\n');
}

/** What the script loads when it is wanted, each with as much of its own imports as was not there at the start. */
function laterChunks(outputs: Outputs, start: readonly string[]): { name: string; bytes: number }[] {
  const wanted = new Set<string>();
  const wantedBy = (files: readonly string[]) => {
    for (const { path: chunk, kind } of files.flatMap((file) => outputs[file]!.imports)) if (kind === 'dynamic-import') wanted.add(chunk);
  };
  wantedBy(start);
  // What is added while this goes on is gone through, too.
  for (const chunk of wanted) wantedBy(loadedAtStart(outputs, chunk));
  return [...wanted].map((chunk) => {
    const own = loadedAtStart(outputs, chunk).filter((file) => !start.includes(file));
    return { name: path.posix.basename(chunk).replace(/-[A-Z\d]+\.js$/, ''), bytes: bytesOf(outputs, own) };
  });
}
