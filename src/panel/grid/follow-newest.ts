/** Keeps the newest row in sight, unless the reader scrolled away; then keeps what is read in place. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { RefObject } from 'preact';
import type { Signal } from '@preact/signals';
import type { RowScroll } from './virtual-rows.ts';

export function useFollowing(following: Signal<boolean>, dropped: number, scroller: RefObject<HTMLElement | null>, scroll: RowScroll, rowHeight: number) {
  const lastTop = useRef(0);
  const lastDropped = useRef(dropped);

  /** Only a move up by the reader ends the following; growing content alone must not. */
  function noticeMove(): void {
    const top = scroll.top();
    if (scroll.end() - top >= 2 && top < lastTop.current) following.value = false;
  }

  useLayoutEffect(() => {
    if (scroller.current === null) return;
    // Rows that made room at the top would pull the rest up, and older ones that have come there would push it down.
    const gone = dropped - lastDropped.current;
    lastDropped.current = dropped;
    // The reader may have moved up a moment ago, before the browser has said so.
    noticeMove();
    if (following.peek()) scroll.to(scroll.end());
    else if (gone !== 0) scroll.to(scroll.top() - gone * rowHeight);
    lastTop.current = scroll.top();
  });

  return {
    onScroll() {
      if (scroller.current === null) return;
      // Only a move down by the reader begins the following; a row that was selected at the end must not.
      if (scroll.end() - scroll.top() >= 2) noticeMove();
      else if (scroll.top() > lastTop.current) following.value = true;
      lastTop.current = scroll.top();
    },
    /** Ends the following where the list is now, also if it has just been moved there. */
    stay() {
      following.value = false;
      lastTop.current = scroll.top();
    },
    jump() {
      following.value = true;
      scroller.current?.focus();
    },
  };
}
