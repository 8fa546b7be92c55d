/** Keeps the newest line in sight, unless the reader scrolled away; then keeps what is read in place. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { RefObject } from 'preact';
import type { LogsView } from '../../ui/logs-view.ts';

export function useFollowing(view: LogsView, scroller: RefObject<HTMLElement | null>, rowHeight: number) {
  const lastTop = useRef(0);
  const lastDropped = useRef(view.log.rows.dropped);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    // Older lines that made room at the top would pull the rest up.
    const dropped = view.log.rows.dropped - lastDropped.current;
    lastDropped.current = view.log.rows.dropped;
    if (view.following.peek()) element.scrollTop = element.scrollHeight;
    else if (dropped > 0) element.scrollTop -= dropped * rowHeight;
    lastTop.current = element.scrollTop;
  });

  return {
    onScroll() {
      const element = scroller.current;
      if (element === null) return;
      const below = element.scrollHeight - element.clientHeight - element.scrollTop;
      // Only a move up by the reader ends the following; growing content alone must not.
      if (below < 2) view.following.value = true;
      else if (element.scrollTop < lastTop.current) view.following.value = false;
      lastTop.current = element.scrollTop;
    },
    jump() {
      view.following.value = true;
      scroller.current?.focus();
    },
  };
}
