/**
 * Asks the user for access in a window of its own, for views in which the browser cannot ask: Firefox gives its developer
 * tools neither the API for it nor a place to show the question in.
 */
import { nativeBrowser as browser } from '../native-browser.ts';
import { accessPage, type Access } from '../core/settings/access.ts';
import { hasAccess } from './has-access.ts';
import { stayAwake } from './keep-alive.ts';

const SIZE = { width: 480, height: 320 };

/** The window in which the user is being asked. */
let open: number | undefined;

/** Resolves, once the user has answered or closed the window, with whether there is access. */
export async function askInWindow(access: Access): Promise<boolean> {
  if (await hasAccess(access)) return true;
  // Whoever asks anew has given up what was asked before.
  if (open !== undefined) await browser.windows.remove(open).catch(() => undefined);
  const { id } = await browser.windows.create({ type: 'popup', url: accessPage(access), ...SIZE });
  open = id;
  const rest = stayAwake();
  await new Promise<void>((resolve) => {
    const onRemoved = (closed: number) => {
      if (closed !== id) return;
      browser.windows.onRemoved.removeListener(onRemoved);
      resolve();
    };
    browser.windows.onRemoved.addListener(onRemoved);
  });
  rest();
  if (open === id) open = undefined;
  return hasAccess(access);
}
