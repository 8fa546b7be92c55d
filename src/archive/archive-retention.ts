/** Which recordings, and which blocks of them, make room; and what is told of that. Pure. */
import type { Deleted } from '../core/contract/deleted.ts';
import type { Stretch } from './archive-database.ts';
import { cardOf, type RecordingHead } from '../core/session/recording-head.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Of recordings that have ended so many are kept: a list of more would be of no use. */
export const MOST_ENDED = 500;

export interface Retention {
  /** What all recordings may take on disk together. */
  readonly bytes: number;
  /** How long an entry is kept, in milliseconds. */
  readonly ageMs: number;
  /** How many recordings that have ended and are not pinned are kept. */
  readonly ended: number;
}

export const DEFAULT_RETENTION: Retention = { bytes: 200_000_000, ageMs: 30 * DAY_MS, ended: MOST_ENDED };

/**
 * The clock by which entries age, in epoch milliseconds. `trusted` is what it said when it was last believed; `doubted` is a
 * step of more than a day from there, `since` when, and when it was `seen` last.
 */
export interface Clock {
  readonly trusted: number;
  readonly doubted: { readonly since: number; readonly seen: number } | null;
}

/**
 * What is known of the clock after a look at it. A step of more than a day may be a clock that is wrong, so it is believed
 * only once the clock has gone on from there for more than a day. One that is set back is believed at once: it deletes nothing.
 */
export function afterLook({ trusted, doubted }: Clock, now: number): Clock {
  if (now - trusted <= DAY_MS) return { trusted: now, doubted: null };
  if (doubted === null || now < doubted.since) return { trusted, doubted: { since: now, seen: now } };
  if (now - doubted.since <= DAY_MS) return { trusted, doubted: { since: doubted.since, seen: now } };
  return now - doubted.seen <= DAY_MS ? { trusted: now, doubted: null } : { trusted: doubted.seen, doubted: { since: now, seen: now } };
}

/** What is to be told, with something more of it. */
export function withDeleted(former: readonly Deleted[], { why, limit, recordings, entries = 0 }: Deleted): readonly Deleted[] {
  const same = former.find((known) => known.why === why && known.limit === limit);
  const all = entries + (same?.entries ?? 0);
  return [...former.filter((known) => known !== same), { why, limit, recordings: recordings + (same?.recordings ?? 0), ...(all > 0 && { entries: all }) }];
}

/** What goes: recordings that have ended, by source, with all that is stored of them, and blocks of others. */
export interface Retired {
  readonly sources: readonly string[];
  readonly stretches: readonly Stretch[];
  readonly deleted: readonly Deleted[];
}

/**
 * What has to make room. `tails` are what does not fill a block yet, which only a recording that has ended can lose. Those
 * without a name go before those that were given one.
 */
export function retire(heads: readonly RecordingHead[], blocks: readonly Stretch[], tails: readonly Stretch[], retention: Retention, trusted: number): Retired {
  const cards = heads.map((head) => ({ source: head.source, lastAt: head.lastAt, ...cardOf(head) }));
  const pinned = new Set(cards.flatMap((card) => (card.pinned ? [card.id] : [])));
  const ended = cards.filter(({ endedAt, id }) => endedAt !== null && !pinned.has(id));
  const kept = ended.filter(({ deletedAt }) => deletedAt === null).toSorted((a, b) => Number(b.name !== '') - Number(a.name !== '') || b.endedAt! - a.endedAt!);
  const tooMany = new Set(kept.slice(retention.ended).map(({ id }) => id));
  const mayGo = new Set(ended.map(({ id }) => id));
  const remaining = [...blocks, ...tails.filter(({ source }) => mayGo.has(source))].filter(({ source }) => !tooMany.has(source));
  const stretches = expired(remaining, retention, pinned, trusted);
  const gone = new Set(stretches);
  const left = new Set(remaining.filter((stretch) => !gone.has(stretch)).map(({ source }) => source));
  const retired = ended.filter(({ id }) => tooMany.has(id) || !left.has(id));
  const untils = new Map<string, number>();
  for (const { source, until } of stretches) untils.set(source, Math.max(until, untils.get(source) ?? -Infinity));
  const limits = { age: retention.ageMs / DAY_MS, room: retention.bytes, number: retention.ended };
  const told: Omit<Deleted, 'limit'>[] = [];
  const whyAt = (until: number) => (until < trusted - retention.ageMs ? 'age' : 'room');
  for (const { id, lastAt, deletedAt } of retired) {
    if (deletedAt === null) told.push({ why: tooMany.has(id) ? 'number' : whyAt(untils.get(id) ?? lastAt), recordings: 1 });
  }
  const whole = new Set(retired.map(({ id }) => id));
  for (const { source, until, count } of stretches) if (!whole.has(source)) told.push({ why: whyAt(until), recordings: 0, entries: count });
  const deleted = told.reduce<readonly Deleted[]>((all, each) => withDeleted(all, { ...each, limit: limits[each.why as keyof typeof limits] }), []);
  return { sources: retired.map(({ source }) => source), stretches, deleted };
}

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
 * it has no hole, even if the clock was set back. Between lanes, what ended earlier goes first. Recordings that are pinned, by
 * id, are kept whole, whatever their size and age; they count all the same.
 */
export function expired(blocks: readonly Stretch[], retention: Pick<Retention, 'bytes' | 'ageMs'>, pinned: ReadonlySet<string>, now: number): Stretch[] {
  let excess = blocks.reduce((sum, block) => sum + sizeOf(block), 0) - retention.bytes;
  const lanes = new Map<string, Stretch[]>();
  for (const block of blocks) {
    if (pinned.has(block.source)) continue;
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
