/**
 * Where a list is scrolled to, when all its rows together are taller than an element may be: the element is then as tall as
 * it may be, and each of its scroll positions stands for the same share of the list. All in px. Pure.
 */

/** Chromium draws nothing beyond some 33 million, Firefox beyond 17 million; and up to here a float32 still tells each px. */
export const TALLEST = 15_000_000;

export interface Scrolled {
  /** Of all rows. */
  readonly content: number;
  /** Of what can be seen at once. */
  readonly sight: number;
}

/** How tall the element is that stands for all rows. */
export function elementHeight(content: number): number {
  return Math.min(content, TALLEST);
}

/** How far the list can be scrolled. */
export function farthest({ content, sight }: Scrolled): number {
  return Math.max(0, content - sight);
}

/** Where in the list a scroll position of the element is. */
export function contentTop(scrolled: Scrolled, scrollTop: number): number {
  return between(0, scrollTop * scale(scrolled), farthest(scrolled));
}

/** The scroll position of the element for a place in the list. */
export function elementTop(scrolled: Scrolled, top: number): number {
  return between(0, top, farthest(scrolled)) / scale(scrolled);
}

/** How many px of the list one px of the element is. */
function scale({ content, sight }: Scrolled): number {
  return content <= TALLEST || sight >= TALLEST ? 1 : (content - sight) / (TALLEST - sight);
}

function between(least: number, value: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
