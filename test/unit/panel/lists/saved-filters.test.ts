import { describe, expect, it } from 'vitest';
import { createSavedFilters, type TextStore } from '../../../../src/panel/lists/saved-filters.ts';

function memoryStore(text: string | null = null): TextStore & { text: string | null } {
  return {
    text,
    getItem() {
      return this.text;
    },
    setItem(_, value) {
      this.text = value;
    },
  };
}
const names = (store: TextStore) => createSavedFilters(store).list.value.map(({ name }) => name);

describe('saved filters', () => {
  it('are there again in another view', () => {
    const store = memoryStore();
    const filters = createSavedFilters(store);
    filters.save({ name: ' mine ', query: 'dir:out' });
    filters.save({ name: 'mine', query: 'dir:in' });
    expect(createSavedFilters(store).list.value).toEqual([{ name: 'mine', query: 'dir:in' }]);
  });

  it('come back where they were', () => {
    const store = memoryStore();
    const filters = createSavedFilters(store);
    for (const name of ['a', 'b', 'c']) filters.save({ name, query: name });
    const undo = filters.remove('b');
    expect(names(store)).toEqual(['a', 'c']);
    undo();
    undo();
    expect(names(store)).toEqual(['a', 'b', 'c']);
  });

  it('are fifty at the most', () => {
    const store = memoryStore();
    const filters = createSavedFilters(store);
    for (let index = 0; index < 60; index += 1) filters.save({ name: `f${index}`, query: 'x' });
    expect([filters.list.value.length, filters.list.value[0]?.name]).toEqual([50, 'f10']);
  });

  it.each([['{'], ['[{"name":1}]'], ['"text"'], ['null']])('begin anew where %s is stored', (text) => {
    expect(names(memoryStore(text))).toEqual([]);
  });

  it('last as long as the view where the browser stores nothing', () => {
    const filters = createSavedFilters({
      getItem: () => null,
      setItem: () => {
        throw new Error('QuotaExceededError');
      },
    });
    filters.save({ name: 'a', query: 'x' });
    expect(filters.list.value).toHaveLength(1);
  });
});
