/** Waits until a condition gives something truthy, and returns that. */
import { setTimeout as sleep } from 'node:timers/promises';

export async function until<T>(what: string, condition: () => Promise<T>, timeout = 30_000): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeout;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (performance.now() > deadline) throw new Error(`Waited ${timeout / 1000} s in vain for ${what}.`);
    await sleep(50);
  }
}
