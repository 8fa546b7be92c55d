/** Filters that somebody has named, kept by the browser for this extension's pages. */
import { signal, type ReadonlySignal } from '@preact/signals';
import * as v from 'valibot';
import { QUERY_LIMIT } from './message-filter.ts';

/** What this needs of `localStorage`. */
export interface TextStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const KEY = 'message-filters';
const MOST = 50;
export const NAME_LIMIT = 60;

const savedSchema = v.object({ name: v.pipe(v.string(), v.minLength(1), v.maxLength(NAME_LIMIT)), query: v.pipe(v.string(), v.maxLength(QUERY_LIMIT)) });
const listSchema = v.pipe(v.array(savedSchema), v.maxLength(MOST));
export type SavedFilter = v.InferOutput<typeof savedSchema>;

export interface SavedFilters {
  readonly list: ReadonlySignal<readonly SavedFilter[]>;
  /** Keeps a filter under a name, in place of the one that has that name. Beyond fifty the oldest goes. */
  save(filter: SavedFilter): void;
  /** Removes a filter and returns what puts it back where it was. */
  remove(name: string): () => void;
}

function stored(store: TextStore): readonly SavedFilter[] {
  try {
    const parsed = v.safeParse(listSchema, JSON.parse(store.getItem(KEY) ?? '[]'));
    return parsed.success ? parsed.output : [];
  } catch {
    // Nothing there, or something that is none of ours.
    return [];
  }
}

export function createSavedFilters(store: TextStore): SavedFilters {
  const list = signal(stored(store));
  const keep = (filters: readonly SavedFilter[]) => {
    list.value = filters.slice(-MOST);
    try {
      store.setItem(KEY, JSON.stringify(list.value));
    } catch {
      // The browser is out of space or keeps nothing for this page: they last as long as the view.
    }
  };
  return {
    list,
    save({ name, query }) {
      const kept = { name: name.trim().slice(0, NAME_LIMIT), query };
      const at = list.value.findIndex((filter) => filter.name === kept.name);
      keep(at < 0 ? [...list.value, kept] : list.value.with(at, kept));
    },
    remove(name) {
      const former = list.value;
      keep(former.filter((filter) => filter.name !== name));
      return () => {
        const removed = former.find((filter) => filter.name === name);
        if (removed === undefined || list.value.some((filter) => filter.name === name)) return;
        keep(list.value.toSpliced(former.indexOf(removed), 0, removed));
      };
    },
  };
}
