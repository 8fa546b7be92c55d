/** Cookies between the requests of one exchange, as a browser would keep them for its length: by host, whatever path. */
import type { Cookies } from '../../src/probing/asker.ts';

const MOST_COOKIES = 50;

/** Takes what an answer of `host` sets; an empty or expired one is forgotten. */
export function keepCookies(cookies: Cookies, host: string, setCookies: readonly string[]): void {
  const jar = cookies.get(host) ?? new Map<string, string>();
  for (const line of setCookies) {
    const [, name, value] = /^\s*([^=;\s]+)\s*=\s*([^;]*)/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    if (value.trim() === '' || /;\s*max-age\s*=\s*(0|-\d+)/i.test(line)) jar.delete(name);
    else if (jar.size < MOST_COOKIES) jar.set(name, value.trim());
  }
  cookies.set(host, jar);
}

/** The Cookie header for a request to `host`; none where it has set nothing. */
export function cookieHeader(cookies: Cookies, host: string): Record<string, string> {
  const kept = [...(cookies.get(host) ?? [])];
  return kept.length === 0 ? {} : { cookie: kept.map(([name, value]) => `${name}=${value}`).join('; ') };
}
