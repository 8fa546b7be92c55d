/** Keeps the newest row in sight, unless the reader scrolled away; then keeps what is read in place. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { RefObject } from 'preact';
import type { Signal } from '@preact/signals';

export function useFollowing(following: Signal<boolean>, dropped: number, scroller: RefObject<HTMLElement | null>, rowHeight: number) {
  const lastTop = useRef(0);
  const lastDropped = useRef(dropped);

  /** Only a move up by the reader ends the following; growing content alone must not. */
  function noticeMove(element: HTMLElement): void {
    const below = element.scrollHeight - element.clientHeight - element.scrollTop;
    if (below >= 2 && element.scrollTop < lastTop.current) following.value = false;
  }

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    // Rows that made room at the top would pull the rest up, and older ones that have come there would push it down.
    const gone = dropped - lastDropped.current;
    lastDropped.current = dropped;
    // The reader may have moved up a moment ago, before the browser has said so.
    noticeMove(element);
    if (following.peek()) element.scrollTop = element.scrollHeight;
    else if (gone !== 0) element.scrollTop -= gone * rowHeight;
    lastTop.current = element.scrollTop;
  });

  return {
    onScroll() {
      const element = scroller.current;
      if (element === null) return;
      if (element.scrollHeight - element.clientHeight - element.scrollTop < 2) following.value = true;
      else noticeMove(element);
      lastTop.current = element.scrollTop;
    },
    jump() {
      following.value = true;
      scroller.current?.focus();
    },
  };
}
