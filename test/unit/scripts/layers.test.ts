/** The table of layers that the linter holds is the one that docs/architecture.md shows. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../../scripts/paths.ts';

interface Layer {
  readonly path: string;
  readonly may: readonly string[];
  readonly libraries: readonly string[];
  readonly runs: string;
  readonly holds: string;
}

const layers = JSON.parse(readFileSync(path.join(root, 'scripts/lint/layers.json'), 'utf8')) as Layer[];
const architecture = readFileSync(path.join(root, 'docs/architecture.md'), 'utf8');

const short = (folder: string) => folder.replace(/^src\//, '').replace('core above', '`core` above');
const rowOf = ({ path: folder, may, libraries, runs, holds }: Layer): string => {
  const isFile = folder.endsWith('.ts');
  return `| [${short(folder)}](../${folder}${isFile ? '' : '/'}) | ${holds} | ${runs} | ${may.map(short).join(', ') || 'nothing'} | ${libraries.join(', ')} |`;
};

it('docs/architecture.md has each layer’s row, in the order of the table', () => {
  const rows = layers.map(rowOf);
  expect(architecture).toContain(rows.join('\n'));
});

it('each layer is there, and each folder of src has its layer', () => {
  expect(layers.filter((layer) => !existsSync(path.join(root, layer.path)))).toEqual([]);
  const folders = ['src', 'src/core'].flatMap((folder) => readdirSync(path.join(root, folder)).map((name) => `${folder}/${name}`));
  expect(folders.filter((folder) => folder !== 'src/core' && !layers.some((layer) => layer.path === folder))).toEqual([]);
});
