/** What access to sites the user has given, and what each is for. Pure. */
import { neededAccess } from '../../core/settings/connect-as.ts';
import { collectorAccess } from '../../core/settings/forwarding.ts';
import type { Profile } from '../../core/settings/profile.ts';

/** What access to a host is for at present. */
export type AccessUse =
  | { readonly kind: 'hook'; readonly origin: string }
  | { readonly kind: 'connect-as' | 'collector'; readonly profile: string };

export interface HostAccess {
  readonly host: string;
  /** The patterns that were allowed, which are given up together. */
  readonly origins: readonly string[];
  readonly uses: readonly AccessUse[];
}

interface Granted {
  readonly origins: readonly string[];
  readonly hooked: ReadonlySet<string>;
  readonly profiles: readonly Profile[];
}

/** The hosts that may be accessed, by name. `http:` and `ws:` of a host are one to the user. */
export function hostAccess({ origins, hooked, profiles }: Granted): HostAccess[] {
  const hosts = new Map<string, string[]>();
  for (const origin of origins) {
    const host = hostOf(origin);
    hosts.set(host, [...(hosts.get(host) ?? []), origin]);
  }
  return [...hosts]
    .map(([host, own]) => ({ host, origins: own, uses: usesOf(host, hooked, profiles) }))
    .toSorted((a, b) => a.host.localeCompare(b.host));
}

/** The host of a pattern such as `https://shop.example/*`; the pattern itself where it names none. */
function hostOf(pattern: string): string {
  return /^[\w*-]+:\/\/([^/]+)\//.exec(pattern)?.[1] ?? pattern;
}

function usesOf(host: string, hooked: ReadonlySet<string>, profiles: readonly Profile[]): AccessUse[] {
  const named = (patterns: readonly string[]) => patterns.some((pattern) => hostOf(pattern) === host);
  return [
    ...[...hooked].filter((origin) => URL.canParse(origin) && new URL(origin).hostname === host).map((origin) => ({ kind: 'hook', origin }) as const),
    ...profiles.filter((profile) => named(neededAccess(profile).origins)).map(({ name }) => ({ kind: 'connect-as', profile: name }) as const),
    ...profiles.filter(({ forwarding }) => named(collectorAccess(forwarding))).map(({ name }) => ({ kind: 'collector', profile: name }) as const),
  ];
}
