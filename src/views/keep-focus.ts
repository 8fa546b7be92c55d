/**
 * Keeps the focus in the view when what has it goes away: a notice whose Undo was pressed, a row that was deleted. The
 * browser would leave it nowhere, and whoever works by keys or listens would have to find the way back.
 */

const FOCUSABLE = 'a[href], button, input:not([hidden]), select, textarea, [tabindex="0"]';
/** So many stops back it may have to go. */
const REMEMBERED = 10;

export function keepFocus(root: Document): void {
  /** What had the focus last, the latest first, each with all that it stood in, from the inside. */
  let stops: { readonly element: HTMLElement; readonly around: readonly Element[] }[] = [];

  root.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement) stops = [{ element: target, around: ancestorsOf(target) }, ...stops].slice(0, REMEMBERED);
  });
  // Chromium says so when an element with the focus is removed. Firefox does not, and goes on from the same place.
  root.addEventListener('focusout', () =>
    setTimeout(() => {
      const [last, ...former] = stops;
      if (last === undefined || last.element.isConnected || root.activeElement !== root.body) return;
      const nearby = last.around.filter((element) => element.isConnected).map((element) => element.querySelector<HTMLElement>(FOCUSABLE));
      for (const next of [...nearby, ...former.map(({ element }) => element)]) {
        next?.focus();
        if (root.activeElement !== root.body) return;
      }
    }),
  );
}

/** But for the view as a whole: what is first in that is not nearby. */
function ancestorsOf(element: Element): Element[] {
  const ancestors: Element[] = [];
  for (let at = element.parentElement; at !== null && !at.matches('body, body > *, main'); at = at.parentElement) ancestors.push(at);
  return ancestors;
}
