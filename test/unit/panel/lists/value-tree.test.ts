import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openAtFirst, PART, toggled, treeKey, treeRows, type OpenRows } from '../../../../src/panel/lists/value-tree.ts';

const root = (value: unknown) => [{ name: '0', value }];
const open = (...paths: string[]): OpenRows => new Map(paths.map((path) => [path, 1]));
const lines = (value: unknown, opened: OpenRows) => treeRows(root(value), opened).map(({ depth, name, text }) => `${' '.repeat(depth - 1)}${name}:${text}`);

describe('a value tree', () => {
  it('shows what is open, indented, with the rest in a line each', () => {
    expect(lines({ a: [1, { b: null }], c: 'x' }, open('0', '0.0'))).toEqual(['0:{2}', ' a:[2]', '  0:1', '  1:{b: null}', ' c:"x"']);
    expect(lines({ a: 1 }, open())).toEqual(['0:{a: 1}']);
  });

  it('shows long lists and long texts in parts', () => {
    const list = Array.from({ length: 250 }, (_, index) => index);
    const rows = treeRows(root(list), open('0'));
    expect([rows.length, rows.at(-1)]).toMatchObject([PART + 2, { kind: 'more', text: '150 more', siblings: PART + 1, place: PART + 1 }]);
    const more = toggled(toggled(open('0'), rows.at(-1)!), rows.at(-1)!);
    expect(treeRows(root(list), more)).toHaveLength(251);
    const text = treeRows(root('x'.repeat(5_000)), open('0'));
    expect(text.map(({ kind, text: shown }) => [kind, shown.length > 2_100 ? 'long' : shown.length])).toEqual([['string', 2_002], ['more', '3,000 more characters'.length]]);
  });

  it.each([
    ['ArrowDown', 0, 1, false],
    ['ArrowUp', 0, 0, false],
    ['End', 0, 4, false],
    ['Home', 3, 0, false],
    ['ArrowRight', 0, 1, false],
    ['ArrowRight', 3, 3, true],
    ['ArrowRight', 2, 2, false],
    ['ArrowLeft', 3, 1, false],
    ['ArrowLeft', 1, 1, true],
    ['ArrowLeft', 4, 0, false],
    ['Enter', 3, 3, true],
    [' ', 4, 4, false],
  ])('%s on row %i leads to row %i, toggling: %s', (key, at, to, toggle) => {
    const rows = treeRows(root({ a: [1, { b: null }], c: 'x' }), open('0', '0.0'));
    expect(treeKey(key, rows, at)).toEqual({ at: to, toggle });
  });

  it('has no answer to other keys', () => {
    expect(treeKey('a', treeRows(root(1), open()), 0)).toBeNull();
    expect(treeKey('ArrowDown', [], 0)).toBeNull();
  });

  it('opens small arguments at first', () => {
    expect([...openAtFirst([...root({ a: 1 }), ...root({}), ...root(Array.from({ length: 31 })), ...root('text')]).keys()]).toEqual(['0']);
  });

  it('numbers siblings without gaps, and never makes more rows than were opened', () => {
    fc.assert(
      fc.property(fc.anything({ withTypedArray: true, withDate: true, withBigInt: true }), fc.array(fc.array(fc.nat(4), { minLength: 1, maxLength: 4 }), { maxLength: 6 }), (value, paths) => {
        const opened = open('0', ...paths.map((path) => path.join('.')));
        const rows = treeRows(root(value), opened);
        expect(rows.length).toBeLessThanOrEqual(1 + opened.size * (PART + 1));
        for (const row of rows) expect(row.place >= 1 && row.place <= row.siblings && row.text.length < 4_100).toBe(true);
        expect(new Set(rows.map(({ path }) => path)).size).toBe(rows.length);
      }),
    );
  });
});
