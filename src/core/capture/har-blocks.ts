/** What kept a request of the page from leaving the browser, as far as the network log tells. Pure. */
import type { Blocker } from '../entries/entry.ts';
import { allowsConnection } from './content-security-policy.ts';
import type { HarEntry } from './har.ts';

/** What the browser's own words for it say. https://source.chromium.org/chromium/chromium/src/+/main:net/base/net_error_list.h */
const WORDS: readonly (readonly [RegExp, Blocker])[] = [
  [/net::ERR_BLOCKED_BY_CSP/, 'csp'],
  [/net::ERR_BLOCKED_BY_(LOCAL|PRIVATE)_NETWORK_ACCESS_CHECKS/, 'local-network'],
  [/net::ERR_UNSAFE_PORT/, 'unsafe-port'],
  [/net::ERR_BLOCKED_BY_CLIENT/, 'extension'],
  [/net::ERR_BLOCKED_BY_ADMINISTRATOR/, 'unknown'],
];

/** What a document's answer says of where it may connect. */
export interface Policy {
  readonly document: string;
  /** Its `content-security-policy` headers. */
  readonly policies: readonly string[];
}

/** `said` is what the browser said of the failure. `policies` are those of the documents in the log. */
export function blockerOf({ url, stopped, stack }: HarEntry, said: string, policies: readonly Policy[]): Blocker | undefined {
  const known = WORDS.find(([words]) => words.test(said))?.[1];
  if (known !== undefined || !stopped) return known;
  // A script of its own address may be any document's.
  const maker = policies.find(({ document }) => stack.includes(document));
  const makers = maker === undefined ? policies : [maker];
  if (makers.some(({ document, policies: own }) => own.some((policy) => !allowsConnection(policy, url, document)))) return 'csp';
  return makers.some(({ document }) => isMixed(document, url)) ? 'mixed-content' : 'unknown';
}

/** Whether a secure document asks for something over a connection that is not. Loopback counts as secure: W3C Mixed Content, section 4. */
function isMixed(document: string, url: string): boolean {
  if (!document.startsWith('https:') || !/^(http|ws):/.test(url) || !URL.canParse(url)) return false;
  return !/^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);
}
