/** The threat model's lines name files and tests that are there. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/paths.ts';

const text = readFileSync(path.join(root, 'docs/threat-model.md'), 'utf8');
const lines = text.split('\n').filter((line) => line.startsWith('| ') && !/^\| (?:May |---)/.test(line));
/** `file`: “title” */
const REFERENCE = /^`(test\/[^`]+)`: “(.+)”$/;

/** Whether a file holds a test of this title. In the source an apostrophe is as it is, and a placeholder too. */
function hasTest(file: string, title: string): boolean {
  const source = readFileSync(path.join(root, file), 'utf8');
  return ["'", '`', '"'].some((quote) => source.includes(`(${quote}${title}${quote}`));
}

describe('each line of the threat model', () => {
  it.each(lines.map((line) => line.split('|').map((cell) => cell.trim()).slice(1, -1)))('%s', (_, stops = '', shown = '', ...rest) => {
    expect(rest).toEqual([]);
    const files = [...stops.matchAll(/`([^`]+\/[^`]+|manifest\.json)`/g)].map(([, file]) => file!);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect(existsSync(path.join(root, file)), file).toBe(true);
    const [, file = '', title = ''] = REFERENCE.exec(shown) ?? [];
    expect(existsSync(path.join(root, file)) && file !== '', `${shown} names no test file`).toBe(true);
    expect(hasTest(file, title), `${file} has no test “${title}”`).toBe(true);
  });

  it('is one of many, from every party', () => {
    expect(lines.length).toBeGreaterThan(35);
    expect(text.match(/^## /gm)).toHaveLength(7);
  });
});
