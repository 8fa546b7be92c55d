/** Code that a view does without until it is wanted, and how far its loading is. */
import { useLayoutEffect } from 'preact/hooks';
import { signal, type ReadonlySignal } from '@preact/signals';

export type Loading<T> = 'waiting' | 'loading' | 'failed' | { readonly loaded: T };

export interface Later<T> {
  readonly state: ReadonlySignal<Loading<T>>;
  /** Loads it, unless it is there or on its way. After a failure it is tried again. */
  load(): void;
}

/** `get` is an `import()`, and what has to be done once with what it gives. */
export function later<T>(get: () => Promise<T>): Later<T> {
  const state = signal<Loading<T>>('waiting');
  return {
    state,
    load() {
      if (state.peek() !== 'waiting' && state.peek() !== 'failed') return;
      state.value = 'loading';
      get().then(
        (loaded) => (state.value = { loaded }),
        () => (state.value = 'failed'),
      );
    },
  };
}

/** What has been loaded, or null. Loads it for a component as soon as that wants it. */
export function useLoaded<T>(part: Later<T>, wanted = true): T | null {
  useLayoutEffect(() => {
    if (wanted) part.load();
  }, [part, wanted]);
  const state = part.state.value;
  return typeof state === 'object' ? state.loaded : null;
}
