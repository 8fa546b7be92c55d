/**
 * DevTools hears every key that reaches a panel's document, whatever was prevented: Escape would open its console, and Ctrl+F
 * its own find bar. So a key that the panel has used stops at the root, just below the document.
 */
export function keepUsedKeys(document: Document): void {
  document.documentElement.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || (event.key === 'Escape' && hasOpenLayer(document))) event.stopPropagation();
  });
}

/** Whether a dialog or popover is open, which the browser closes by Escape. */
function hasOpenLayer(document: Document): boolean {
  return document.querySelector('dialog[open], [popover]:popover-open') !== null;
}
