/** Percentiles of any number of latencies in bounded memory: a DDSketch, whose answers are within 1 % of a true value. */
import { DDSketch } from '@datadog/sketches-js';

const RELATIVE_ACCURACY = 0.01;
/** In ms. What is shorter counts as no time, what is longer as this: so the sketch has at most some 1,500 bins. */
const LEAST = 0.001;
const MOST = 1e10;

/** The same as plain data, to go from one context to another. No latency is negative, so that there is but one store. */
export interface LatencyData {
  readonly sketch: Pick<DDSketch, 'zeroCount' | 'min' | 'max' | 'count' | 'sum'>;
  readonly store: Pick<DDSketch['store'], 'bins' | 'count' | 'minKey' | 'maxKey' | 'offset'>;
}

export class LatencySketch {
  readonly #sketch = new DDSketch({ relativeAccuracy: RELATIVE_ACCURACY });

  static of({ sketch, store }: LatencyData): LatencySketch {
    const made = new LatencySketch();
    Object.assign(made.#sketch, sketch);
    Object.assign(made.#sketch.store, store);
    return made;
  }

  get data(): LatencyData {
    const { zeroCount, min, max, count, sum, store } = this.#sketch;
    const { bins, count: stored, minKey, maxKey, offset } = store;
    return { sketch: { zeroCount, min, max, count, sum }, store: { bins: [...bins], count: stored, minKey, maxKey, offset } };
  }

  get count(): number {
    return this.#sketch.count;
  }

  /** Takes a latency in ms. */
  add(ms: number): void {
    this.#sketch.accept(ms >= LEAST ? Math.min(ms, MOST) : 0);
  }

  absorb(other: LatencySketch): void {
    this.#sketch.merge(other.#sketch);
  }

  /** The latency, in ms, that this share of all (0 to 1) does not exceed; null of nothing. */
  quantile(share: number): number | null {
    return this.#sketch.count === 0 ? null : this.#sketch.getValueAtQuantile(share);
  }
}
