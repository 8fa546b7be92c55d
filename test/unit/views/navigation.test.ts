import { describe, expect, it } from 'vitest';
import { keyTarget } from '../../../src/panel/grid/key-target.ts';
import { NavigationMemory } from '../../../src/views/navigation.ts';

describe('telling a refresh from a move', () => {
  it('goes by the address without its fragment', () => {
    const memory = new NavigationMemory();
    memory.start('http://x/a#top');
    expect(['http://x/a', 'http://x/a#end', 'http://x/b', 'http://x/a', 'http://x/a'].map((url) => memory.navigated(url))).toEqual([true, true, false, false, true]);
  });

  it('does not let a late first address undo a navigation', () => {
    const memory = new NavigationMemory();
    expect(memory.navigated('http://x/b')).toBe(false);
    memory.start('http://x/a');
    expect(memory.navigated('http://x/b')).toBe(true);
  });
});

it.each([
  ['ArrowDown', 3, 4], ['ArrowUp', 0, 0], ['PageDown', 5, 9], ['PageUp', 7, 2], ['Home', 7, 0], ['End', 2, 9], ['ArrowUp', -1, 9], ['Home', -1, 0], ['a', 3, null],
] as const)('%s leads from row %i to %s', (key, from, to) => {
  expect(keyTarget(key, from, 10, 5)).toBe(to);
  expect(keyTarget(key, -1, 0, 5)).toBeNull();
});
