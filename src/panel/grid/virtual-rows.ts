/** Windowing for long lists of rows that are all of one height: only those in sight, and a few around them, are in the document. */
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { RefObject } from 'preact';
import { contentTop, elementHeight, elementTop, farthest, type Scrolled } from './scroll-scale.ts';

/** Rows beyond each edge, so that scrolling by a little shows no blank before the next drawing. */
const OVERSCAN = 12;
/** The same above the end of a list that is kept there, as far as one turn of a wheel: in a burst each is drawn in vain ten times a second. */
const OVERSCAN_AT_END = 5;

/** Where a list is scrolled to, in px of all its rows, however tall the browser lets their element be. */
export interface RowScroll {
  top(): number;
  /** How far down it can be scrolled. */
  end(): number;
  to(top: number): void;
}

export interface RowWindow {
  /** The first row of the window, and the first after it. */
  readonly from: number;
  readonly to: number;
  /** Of the element that holds the rows, in px. */
  readonly height: number;
  /** Where in that element a row of the window stands, in px. */
  readonly place: (index: number) => number;
  /** Scrolls as little as it takes to have a row in sight. */
  readonly reveal: (index: number) => void;
  readonly scroll: RowScroll;
}

/** The rows that a scroll position shows, and `overscan` more beyond each edge. Heights in px. Pure. */
export function rowsInSight(count: number, rowHeight: number, top: number, height: number, overscan = OVERSCAN): { from: number; to: number } {
  const from = Math.min(Math.floor(top / rowHeight) - overscan, count);
  const to = Math.ceil((top + height) / rowHeight) + overscan;
  return { from: Math.max(0, from), to: Math.min(count, to) };
}

/**
 * `rowHeight` in px. `atEnd` says that the last row will be in sight: then it is drawn at once, and not only when the browser
 * has told that the list was scrolled there.
 */
export function useVirtualRows(scroller: RefObject<HTMLElement | null>, count: number, rowHeight: number, atEnd: boolean): RowWindow {
  const content = count * rowHeight;
  const latest = useRef(content);
  latest.current = content;
  const sight = useRef({ top: 0, elementTop: 0, height: 0 });
  const [, draw] = useState(0);
  const staysAtEnd = useRef(atEnd);
  staysAtEnd.current = atEnd;

  const scroll = useMemo(() => {
    /** Where the list is. Where it is taller than its element, that is more exact than what the element can say. */
    let top = 0;
    const scrolled = (element: HTMLElement): Scrolled => ({ content: latest.current, sight: element.clientHeight });
    const isTall = () => elementHeight(latest.current) < latest.current;
    const read = (element: HTMLElement): number => {
      const extent = scrolled(element);
      // An element that stands where the list is was not moved by the reader: it only cannot say it as exactly.
      if (!isTall() || Math.abs(element.scrollTop - elementTop(extent, top)) >= 1) top = contentTop(extent, element.scrollTop);
      return top;
    };
    const look = () => {
      const element = scroller.current;
      if (element === null) return;
      const former = sight.current;
      const seen = { top: read(element), elementTop: element.scrollTop, height: element.clientHeight };
      sight.current = seen;
      const isResized = former.height !== seen.height;
      // Of a list that is kept at its end, the rows that are in sight then have been drawn.
      if (isResized || (!staysAtEnd.current && (former.top !== seen.top || former.elementTop !== seen.elementTop))) draw((times) => times + 1);
    };
    const to = (wanted: number) => {
      const element = scroller.current;
      if (element === null) return;
      const extent = scrolled(element);
      top = Math.min(Math.max(wanted, 0), farthest(extent));
      element.scrollTop = elementTop(extent, top);
      look();
    };
    /** A wheel would move a list that is taller than its element by many rows at each px. */
    const onWheel = (event: WheelEvent) => {
      const element = scroller.current;
      if (element === null || !isTall() || event.ctrlKey || event.shiftKey || event.deltaY === 0) return;
      const unit = [1, rowHeight, element.clientHeight][event.deltaMode] ?? 1;
      event.preventDefault();
      to(read(element) + event.deltaY * unit);
      // Such a step may be too small to move the element, and is a move all the same.
      element.dispatchEvent(new Event('scroll'));
    };
    /** Each scroll position stands for another share of a list that has grown or shrunk. */
    const resized = (former: number) => {
      const element = scroller.current;
      if (element === null || (!isTall() && elementHeight(former) === former)) return;
      const wasMoved = Math.abs(element.scrollTop - elementTop({ content: former, sight: element.clientHeight }, top)) >= 1;
      to(wasMoved ? contentTop(scrolled(element), element.scrollTop) : top);
    };
    return {
      look,
      onWheel,
      to,
      isTall,
      resized,
      top: () => (scroller.current === null ? 0 : read(scroller.current)),
      end: () => (scroller.current === null ? 0 : farthest(scrolled(scroller.current))),
    };
  }, []);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const { look, onWheel } = scroll;
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    element.addEventListener('wheel', onWheel, { passive: false });
    look();
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
      element.removeEventListener('wheel', onWheel);
    };
  }, []);
  const former = useRef(content);
  useLayoutEffect(() => {
    if (former.current !== content) scroll.resized(former.current);
    former.current = content;
  }, [content]);

  const reveal = (index: number) => {
    const element = scroller.current;
    if (element === null) return;
    const top = index * rowHeight;
    const bottom = top + rowHeight - element.clientHeight;
    if (scroll.top() > top) scroll.to(top);
    else if (scroll.top() < bottom) scroll.to(bottom);
  };
  const { height } = sight.current;
  const extent = { content, sight: height };
  const shown = atEnd ? { top: farthest(extent), elementTop: elementTop(extent, farthest(extent)) } : sight.current;
  const shift = scroll.isTall() ? Math.round(shown.elementTop - shown.top) : 0;
  return { ...rowsInSight(count, rowHeight, shown.top, height, atEnd ? OVERSCAN_AT_END : OVERSCAN), height: elementHeight(content), place: (index) => index * rowHeight + shift, reveal, scroll };
}
