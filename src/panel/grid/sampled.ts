import { useEffect, useState } from 'preact/hooks';
import { effect, type ReadonlySignal } from '@preact/signals';

/** Renders the component again after a signal has changed: at once, but no more often than every so many ms. */
export function useSampled(changes: ReadonlySignal<unknown>, everyMs: number): void {
  const [, render] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let renderedAt = -Infinity;
    const draw = () => {
      timer = undefined;
      renderedAt = performance.now();
      render((times) => times + 1);
    };
    const stop = effect(() => {
      void changes.value;
      const wait = renderedAt + everyMs - performance.now();
      if (wait > 0) timer ??= setTimeout(draw, wait);
      else if (timer === undefined) draw();
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [changes, everyMs]);
}
