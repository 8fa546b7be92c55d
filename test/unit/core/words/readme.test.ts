/** The README in Chinese says what the English one says, as far as a test can tell: the same parts, in the same order. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../../../scripts/paths.ts';

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

/** A document without its code blocks, whose lines may look like anything, and the blocks. */
function taken(text: string): { prose: string; code: string[] } {
  const code: string[] = [];
  const prose = text.replaceAll(/^```[^]*?^```$/gm, (block) => {
    code.push(block);
    return '';
  });
  return { prose, code };
}

const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found]) => found!);

/** Every table as the number of cells of each of its rows. */
function tables(prose: string): number[][] {
  return all(prose, /((?:^\|.*\|$\n?)+)/gm).map((table) => table.trim().split('\n').map((row) => row.replaceAll(/`[^`]*`/g, '').split('|').length - 2));
}

const english = taken(read('README.md'));
const chinese = taken(read('README.zh-CN.md'));
const links = (prose: string) => all(prose, /\]\(([^)]+)\)/g);
/** Anchors follow the words of their headings. */
const isAnchor = (link: string) => link.startsWith('#');

describe('the README in Chinese', () => {
  test('has the headings of the English one, in order and by level', () => {
    const levels = ({ prose }: typeof english) => all(prose, /^(#+) /gm).map(({ length }) => length);
    expect(levels(chinese)).toEqual(levels(english));
  });

  test('has the same code', () => {
    expect(chinese.code).toEqual(english.code);
  });

  test('has tables of the same shape, and lists of the same length', () => {
    expect(tables(chinese.prose)).toEqual(tables(english.prose));
    const items = ({ prose }: typeof english) => all(prose, /^(-|\d+\.) /gm);
    expect(items(chinese)).toEqual(items(english));
  });

  test('has the same links and pictures, but for the one to the other', () => {
    const [toChinese, ...inEnglish] = links(english.prose);
    const [toEnglish, ...inChinese] = links(chinese.prose);
    expect([toChinese, toEnglish]).toEqual(['README.zh-CN.md', 'README.md']);
    const place = (link: string) => (isAnchor(link) ? '#' : link);
    // What a sentence names first may be another thing in another language.
    expect(inChinese.map(place).toSorted()).toEqual(inEnglish.map(place).toSorted());
  });
});

describe.each([
  ['English', english],
  ['Chinese', chinese],
])('a link in %s', (_name, { prose }) => {
  test('leads somewhere', () => {
    const anchors = all(prose, /^#+ (.+)$/gm).map((heading) => `#${heading.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-')}`);
    const local = links(prose).filter((link) => !/^[a-z]+:/.test(link));
    expect(local.filter((link) => (isAnchor(link) ? !anchors.includes(link) : !existsSync(path.join(root, link))))).toEqual([]);
  });
});
