/** The time, once a second, for whatever counts up or down. Rests while nobody can see it. */
import { signal, type ReadonlySignal } from '@preact/signals';

const current = signal(Date.now());

/** Epoch ms, renewed every second while the document is visible. */
export const now: ReadonlySignal<number> = current;

/** Starts the clock of this document. */
export function startClock(): void {
  const tick = () => {
    if (document.visibilityState === 'visible') current.value = Date.now();
  };
  setInterval(tick, 1000);
  document.addEventListener('visibilitychange', tick);
}
