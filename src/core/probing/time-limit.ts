/** A signal that is aborted after some time, or with another one, and whose timer can be let go. */
export class TimeLimit {
  readonly signal: AbortSignal;
  readonly #timer: ReturnType<typeof setTimeout>;

  constructor(milliseconds: number, outer?: AbortSignal) {
    const over = new AbortController();
    this.#timer = setTimeout(() => over.abort(), milliseconds);
    this.signal = outer === undefined ? over.signal : AbortSignal.any([over.signal, outer]);
  }

  /** It is no longer needed. */
  clear(): void {
    clearTimeout(this.#timer);
  }

  /** What `work` gives, or null when the limit comes first. */
  async race<T>(work: Promise<T>): Promise<T | null> {
    const over = new Promise<null>((resolve) => {
      if (this.signal.aborted) resolve(null);
      else this.signal.addEventListener('abort', () => resolve(null), { once: true });
    });
    return Promise.race([work, over]);
  }
}
