/** Windowing for long lists of rows that are all of one height: only those in sight, and a few around them, are in the document. */
import { useCallback, useLayoutEffect, useState } from 'preact/hooks';
import type { RefObject } from 'preact';

/** Rows beyond each edge, so that scrolling by a little shows no blank before the next drawing. */
const OVERSCAN = 12;

export interface RowWindow {
  /** The first row of the window, and the first after it. */
  readonly from: number;
  readonly to: number;
  /** Of all rows, in px. */
  readonly height: number;
  /** Scrolls as little as it takes to have a row in sight. */
  readonly reveal: (index: number) => void;
}

/** The rows that a scroll position shows. Heights in px. Pure. */
export function rowsInSight(count: number, rowHeight: number, top: number, height: number): { from: number; to: number } {
  const from = Math.min(Math.floor(top / rowHeight) - OVERSCAN, count);
  const to = Math.ceil((top + height) / rowHeight) + OVERSCAN;
  return { from: Math.max(0, from), to: Math.min(count, to) };
}

/**
 * `rowHeight` in px. `atEnd` says that the last row will be in sight: then it is drawn at once, and not only when the browser
 * has told that the list was scrolled there.
 */
export function useVirtualRows(scroller: RefObject<HTMLElement | null>, count: number, rowHeight: number, atEnd: boolean): RowWindow {
  const [sight, setSight] = useState({ top: 0, height: 0 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const look = () => {
      const { scrollTop: top, clientHeight: height } = element;
      setSight((former) => (former.top === top && former.height === height ? former : { top, height }));
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    look();
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  const reveal = useCallback((index: number) => {
    const element = scroller.current;
    if (element === null) return;
    const top = index * rowHeight;
    const bottom = top + rowHeight - element.clientHeight;
    if (element.scrollTop > top) element.scrollTop = top;
    else if (element.scrollTop < bottom) element.scrollTop = bottom;
  }, [rowHeight]);
  const top = atEnd ? Math.max(0, count * rowHeight - sight.height) : sight.top;
  return { ...rowsInSight(count, rowHeight, top, sight.height), height: count * rowHeight, reveal };
}
