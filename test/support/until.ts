/** Waiting for a condition, so that no test has to guess how long something takes. */
import { setTimeout as sleep } from 'node:timers/promises';

type Truthy<T> = Exclude<T, false | 0 | '' | null | undefined>;

export interface UntilOptions {
  /** How long to go on asking, in milliseconds. By default longer than a machine under load lets anything wait. */
  timeout?: number | undefined;
  /** What is being waited for, said in the error when it never comes. A function can say what was seen instead. */
  describe?: string | (() => string);
}

/** Asks again and again until the condition gives a truthy value, and returns that value. An exception from the condition ends the wait. */
export async function until<T>(condition: () => T | Promise<T>, options: UntilOptions = {}): Promise<Truthy<T>> {
  const { timeout = 30_000, describe = 'the condition' } = options;
  const deadline = performance.now() + timeout;
  for (;;) {
    const value = await condition();
    if (value) return value as Truthy<T>;
    if (performance.now() > deadline) {
      throw new Error(`Waited ${timeout} ms in vain for ${typeof describe === 'string' ? describe : describe()}.`);
    }
    await sleep(20);
  }
}
