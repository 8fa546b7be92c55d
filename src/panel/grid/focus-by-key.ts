/** Keys that lead into the boxes above a list, from wherever nobody is typing. */
import { useEffect } from 'preact/hooks';
import type { RefObject } from 'preact';

/** `/` leads into a list's filter box, and so does the browser's own key for finding, which would search what is drawn only. */
export function useFocusBySlash(box: RefObject<HTMLInputElement | null>): void {
  useFocusOn(box, (event) => isAlone(event, '/') || ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'f'));
}

/** The key leads into a box. */
export function useFocusByKey(box: RefObject<HTMLInputElement | null>, key: string): void {
  useFocusOn(box, (event) => isAlone(event, key));
}

function useFocusOn(box: RefObject<HTMLInputElement | null>, leads: (event: KeyboardEvent) => boolean): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!leads(event) || document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      box.current?.focus();
      box.current?.select();
    };
    // Below the root, where a key that was handled is kept from DevTools.
    const { body } = document;
    body.addEventListener('keydown', onKeyDown);
    return () => body.removeEventListener('keydown', onKeyDown);
  }, []);
}

function isAlone(event: KeyboardEvent, key: string): boolean {
  return event.key === key && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select') !== null;
}
