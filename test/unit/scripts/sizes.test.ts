/** The scripts stay within their budgets, and what is over one is told with what has grown. */
import type { Metafile } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleOnce } from '../../../scripts/build/bundles.ts';
import { BUDGETS, loadedAtStart, overBudget, recordedSizes, sizeTable } from '../../../scripts/build/sizes.ts';

type Output = Metafile['outputs'][string];
type Import = Output['imports'][number];

const output = (bytes: number, inputs: Record<string, number>, ...imports: Import[]): Output => ({
  bytes,
  inputs: Object.fromEntries(Object.entries(inputs).map(([file, bytesInOutput]) => [file, { bytesInOutput }])),
  imports,
  exports: [],
});
const needs = (path: string): Import => ({ path, kind: 'import-statement' });
const wants = (path: string): Import => ({ path, kind: 'dynamic-import' });

/** A panel whose start is 260 kB in three files, one of which needs itself again, and which opens two dialogs later. */
const LARGE: Metafile['outputs'] = {
  'popup.js': output(50_000, { 'src/popup/main.tsx': 50_000 }),
  'background.js': output(100_000, {}),
  'hook.js': output(15_000, {}),
  'panel.js': output(100_000, { 'src/panel/main.tsx': 60_000, 'src/panel/panel.tsx': 30_000, 'node_modules/preact/dist/preact.mjs': 10_000 }, needs('chunks/a-AAAAAAAA.js'), wants('chunks/later-AAAAAAAA.js')),
  'chunks/a-AAAAAAAA.js': output(110_000, { '../x/node_modules/@otel/api/build/index.js': 110_000 }, needs('chunks/b-AAAAAAAA.js')),
  'chunks/b-AAAAAAAA.js': output(50_000, { 'src/views/model.ts': 50_000 }, needs('chunks/a-AAAAAAAA.js')),
  'chunks/later-AAAAAAAA.js': output(70_000, {}, needs('chunks/b-AAAAAAAA.js'), needs('chunks/c-AAAAAAAA.js'), wants('chunks/last-AAAAAAAA.js')),
  'chunks/c-AAAAAAAA.js': output(7_000, {}),
  'chunks/last-AAAAAAAA.js': output(1_000, {}),
};

const LIMITS = [
  { script: 'popup.js', kB: 60 },
  { script: 'panel.js', kB: 250 },
  { script: 'background.js', kB: 252, aim: 120 },
  { script: 'hook.js', kB: 15 },
];

describe('the built scripts', () => {
  let outputs: Metafile['outputs'];
  beforeAll(async () => {
    ({ outputs } = await bundleOnce());
  }, 60_000);

  it('are within their budgets', () => {
    expect(overBudget(outputs, recordedSizes())).toEqual([]);
    for (const { script } of BUDGETS) expect(loadedAtStart(outputs, script)).toContain(script);
  });

  it('leave what is opened later out of the panel’s start', () => {
    const start = loadedAtStart(outputs, 'panel.js').flatMap((file) => Object.entries(outputs[file]!.inputs));
    const loaded = start.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file);
    for (const later of [/uplot/, /sketches-js/, /compose-form/, /socket-grid/, /statistics-grid/, /profile-editor/, /write-har/, /read-har/]) {
      expect(loaded.filter((file) => later.test(file)), String(later)).toEqual([]);
    }
  });
});

describe('what a script loads at start', () => {
  it('is the script and what it imports, however far away, and not what it imports when wanted', () => {
    expect(loadedAtStart(LARGE, 'panel.js')).toEqual(['panel.js', 'chunks/a-AAAAAAAA.js', 'chunks/b-AAAAAAAA.js']);
  });

  it('is over the budget by what has grown, the most first, and by nothing else', () => {
    const recorded = { 'panel.js': { 'src/panel': 70_000, preact: 12_000, '@otel/api': 20_000 } };
    expect(overBudget(LARGE, recorded, LIMITS)).toEqual([
      'panel.js loads 260.0 kB at start, and may 250 kB. Grown: @otel/api by 90.0 kB to 110.0 kB, src/views by 50.0 kB to 50.0 kB, src/panel by 20.0 kB to 90.0 kB.',
    ]);
  });

  it('is listed with what comes later, without what is there already', () => {
    const lines = sizeTable(LARGE, LIMITS).split('\n').map((line) => line.replaceAll(/ +/g, ' '));
    expect(lines).toContain('panel.js 260.0 kB of 250');
    expect(lines).toContain(' later 77.0 kB when wanted');
    expect(lines).toContain(' last 1.0 kB when wanted');
    expect(lines).toContain('hook.js 15.0 kB of 15');
  });
});
