/** What documents were forbidden by their own policies, newest last, for as long as a socket may end of it. Pure. */
import { address } from './page-socket.ts';

/** Violations that are remembered, and how long after one a socket may end of it. Milliseconds. */
const VIOLATIONS = 50;
const VIOLATION_MS = 5_000;

export class ForbiddenAddresses {
  #violations: { readonly blocked: string; readonly at: number }[] = [];

  /** Takes note of a violation: of a whole address, of an origin, or of a scheme alone, such as `wss`. */
  note(blockedUrl: string, at: number): void {
    this.#violations.push({ blocked: address(/^[a-z]+$/.test(blockedUrl) ? `${blockedUrl}:` : blockedUrl), at });
    if (this.#violations.length > VIOLATIONS) this.#violations.shift();
  }

  /** Whether an address was forbidden about that time, in epoch milliseconds. */
  has(url: string, at: number): boolean {
    const own = address(url);
    const isMeant = (blocked: string) => blocked !== '' && own.startsWith(blocked) && (blocked.endsWith('/') || /^(?:$|[/:])/.test(own.slice(blocked.length)));
    return this.#violations.some(({ blocked, at: then }) => Math.abs(at - then) < VIOLATION_MS && isMeant(blocked));
  }
}
