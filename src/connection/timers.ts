/** Timers by name: setting one replaces the one before, and all can be cleared at once. */
export class Timers<Name extends string> {
  #timers = new Map<Name, ReturnType<typeof setTimeout>>();

  after(name: Name, delayMs: number, action: () => void): void {
    this.clear(name);
    this.#timers.set(name, setTimeout(action, delayMs));
  }

  clear(...names: readonly Name[]): void {
    for (const name of names) {
      clearTimeout(this.#timers.get(name));
      this.#timers.delete(name);
    }
  }

  clearAll(): void {
    this.clear(...this.#timers.keys());
  }
}
