/** Access to a server's site, which the browser gives when the user allows it. */
import browser from 'webextension-polyfill';

/** By host alone, because Firefox knows no ports in patterns. Null for what is no address of a site. */
export function hostPattern(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, hostname } = new URL(url);
  const secure = protocol === 'https:' || protocol === 'wss:';
  return hostname === '' ? null : `${secure ? 'https' : 'http'}://${hostname}/*`;
}

/** Whether answers of a server can be seen. Asks where they cannot yet, so it has to be called while a press of a button is handled. */
export async function maySee(url: string): Promise<boolean> {
  const pattern = hostPattern(url);
  return pattern !== null && browser.permissions.request({ origins: [pattern] });
}
