import { expect, it } from 'vitest';
import { RecentMap, RecentSet } from '../../../../src/core/entries/recent.ts';

it('a map of the most recent lets go of what was set first', () => {
  const map = new RecentMap<string, number>(2);
  map.set('a', 1).set('b', 2).set('a', 3).set('c', 4);
  expect([...map]).toEqual([['b', 2], ['c', 4]]);
});

it('a set of the most recent lets go of what was added first', () => {
  const set = new RecentSet<string>(2);
  set.add('a').add('b').add('a').add('c');
  expect([...set]).toEqual(['b', 'c']);
});
