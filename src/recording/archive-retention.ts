/** Which blocks make room. Pure. */
import type { Stretch } from './archive-database.ts';

export interface Retention {
  /** What all recordings may take on disk together. */
  readonly bytes: number;
  /** How long an entry is kept, in milliseconds. */
  readonly ageMs: number;
  /** Recordings that are kept whole, whatever their size and age. They count all the same. */
  readonly pinned: ReadonlySet<string>;
}

export const DEFAULT_RETENTION: Retention = { bytes: 200_000_000, ageMs: 30 * 24 * 60 * 60 * 1000, pinned: new Set() };

/**
 * How much of a loose block is left once it has been compressed: less than a tenth of the usual log lines and packets, and
 * this of what is less alike. By its size of the moment, a burst would drive out what has room a few seconds later.
 */
const COMPRESSED = 0.25;

/** What a block takes on disk, or will take soon. */
function sizeOf({ bytes, loose }: Stretch): number {
  return loose === true ? bytes * COMPRESSED : bytes;
}

/**
 * The blocks that go, given all there are. A lane loses its oldest blocks alone, in order of seq, so that what is left of
 * it has no hole, even if the clock was set back. Between lanes, what ended earlier goes first.
 */
export function expired(blocks: readonly Stretch[], retention: Retention, now: number): Stretch[] {
  let excess = blocks.reduce((sum, block) => sum + sizeOf(block), 0) - retention.bytes;
  const lanes = new Map<string, Stretch[]>();
  for (const block of blocks) {
    if (retention.pinned.has(block.source)) continue;
    const key = `${block.lane} ${block.source}`;
    const lane = lanes.get(key);
    if (lane === undefined) lanes.set(key, [block]);
    else lane.push(block);
  }
  for (const lane of lanes.values()) lane.sort((a, b) => b.ordinal - a.ordinal);
  const gone: Stretch[] = [];
  for (;;) {
    const oldest = [...lanes.values()].filter((lane) => lane.length > 0).toSorted((a, b) => a.at(-1)!.until - b.at(-1)!.until)[0];
    const block = oldest?.at(-1);
    if (oldest === undefined || block === undefined || (excess <= 0 && block.until >= now - retention.ageMs)) return gone;
    oldest.pop();
    gone.push(block);
    excess -= sizeOf(block);
  }
}
