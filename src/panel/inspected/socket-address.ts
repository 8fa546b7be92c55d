/** Names for a page's sockets by their addresses. Pure. */
import { ownQuery } from '../lists/own-query.ts';

/** Host and path of a socket's URL: what stays the same over a refresh. Its query holds session ids and time stamps. */
export function addressOf(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `${host}${pathname}`;
  } catch {
    return url.split('?')[0] ?? '';
  }
}

/** The host alone, or an empty text. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}

/** What tells sockets apart in a list, by id: host and path, and the query where that alone is different. */
export function labelsOf(sockets: readonly { readonly id: string; readonly url: string }[]): ReadonlyMap<string, string> {
  const queries = new Map<string, Set<string>>();
  for (const { url } of sockets) {
    const known = queries.get(addressOf(url));
    if (known === undefined) queries.set(addressOf(url), new Set([ownQuery(url)]));
    else known.add(ownQuery(url));
  }
  return new Map(sockets.map(({ id, url }) => [id, addressOf(url) + ((queries.get(addressOf(url))?.size ?? 0) > 1 ? ownQuery(url) : '')]));
}
