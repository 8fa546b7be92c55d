/** Percentiles of any number of latencies in bounded memory: a DDSketch, whose answers are within 1 % of a true value. */
import { DDSketch } from '@datadog/sketches-js';

const RELATIVE_ACCURACY = 0.01;
/** In ms. What is shorter counts as no time, what is longer as this: so the sketch has at most some 1,500 bins. */
const LEAST = 0.001;
const MOST = 1e10;

export class LatencySketch {
  readonly #sketch = new DDSketch({ relativeAccuracy: RELATIVE_ACCURACY });

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
