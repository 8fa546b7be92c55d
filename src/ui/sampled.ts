import { useEffect, useState } from 'preact/hooks';
import { effect, type ReadonlySignal } from '@preact/signals';

/** Renders the component again after a signal has changed, but no more often than every so many ms. */
export function useSampled(changes: ReadonlySignal<unknown>, everyMs: number): void {
  const [, render] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = effect(() => {
      void changes.value;
      timer ??= setTimeout(() => {
        timer = undefined;
        render((times) => times + 1);
      }, everyMs);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [changes, everyMs]);
}
