/**
 * A frame without content, which the bridge puts into a document for the moment in which the hook starts: no script has had
 * its hands on its realm, and the hook compares its own with it (see realm.ts). Both scripts run in that frame too.
 */

/** Tells the bridge in such a frame that there is nothing to do. */
const MARK = 'holdfast';

/** Whether this document is that of such a frame. */
export function isUntouchedFrame(): boolean {
  return window.frameElement?.hasAttribute(MARK) ?? false;
}

/**
 * Whether scripts of another document may have used this window before the document was in it: that of a frame in a document
 * of the same origin, or of the first document of a tab, which another page may have opened and let go of since.
 */
export function mayBeTouched(): boolean {
  return window.frameElement !== null || (window === window.top && history.length === 1);
}

/** Whether the document's own scripts run: where they do not, there is no hook, and no socket of a page. */
export function hasScripts(): boolean {
  if (matchMedia('(scripting: none)').matches) return false;
  // Chromium answers that question for the whole browser.
  const sandbox = window.frameElement?.getAttribute('sandbox') ?? null;
  return sandbox === null || /\ballow-scripts\b/i.test(sandbox);
}

/** Puts such a frame into the document, as the first in its window. */
export function addUntouchedFrame(): Element {
  // A document of SVG would make something else of `createElement('iframe')`.
  const frame = document.createElementNS('http://www.w3.org/1999/xhtml', 'iframe');
  frame.setAttribute(MARK, '');
  (document.documentElement ?? document).append(frame);
  return frame;
}
