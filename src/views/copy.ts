/** Copies text, also in a DevTools panel, where the asynchronous clipboard may be refused. */

/** Resolves with whether it worked. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const former = document.activeElement;
  const box = document.createElement('textarea');
  box.value = text;
  box.className = 'offscreen';
  // A modal dialog makes everything outside of it inert, so the box goes inside where there is one.
  (document.querySelector('dialog[open]') ?? document.body).append(box);
  box.select();
  const worked = document.execCommand('copy');
  box.remove();
  if (former instanceof HTMLElement) former.focus();
  return worked;
}
