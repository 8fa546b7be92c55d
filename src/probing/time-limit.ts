/** A signal that is aborted after some time, or with another one, and whose timer can be let go. */
export class TimeLimit {
  readonly #controller = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #abort = () => this.#controller.abort();

  constructor(
    milliseconds: number,
    private readonly outer?: AbortSignal,
  ) {
    this.#timer = setTimeout(this.#abort, milliseconds);
    if (outer?.aborted === true) this.#abort();
    else outer?.addEventListener('abort', this.#abort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** It is no longer needed. */
  clear(): void {
    clearTimeout(this.#timer);
    this.outer?.removeEventListener('abort', this.#abort);
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
