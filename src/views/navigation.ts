/** Tells a refresh from a move to another page, and how the background is told of either. */
import type { CommandRequest } from '../core/contract/messages.ts';

/** As long as the contract allows an address to be. */
const LONGEST_URL = 10_000;

/** The command that tells of a navigation of which we hear at this time, in epoch milliseconds. */
export function navigation(tabId: number, url: string, refresh: boolean, at: number): CommandRequest {
  return { type: 'navigated', tabId, at, url: url.slice(0, LONGEST_URL), refresh };
}

/** Remembers where a tab was. */
export class NavigationMemory {
  #last: string | null = null;

  /** Notes an address that the tab is known to show already. */
  start(url: string | null): void {
    this.#last ??= url === null ? null : withoutHash(url);
  }

  /** Notes a navigation, and says whether it loaded the same document again. Without a former address it cannot tell, and says no. */
  navigated(url: string): boolean {
    const next = withoutHash(url);
    const refresh = next === this.#last;
    this.#last = next;
    return refresh;
  }
}

function withoutHash(url: string): string {
  const hash = url.indexOf('#');
  return hash < 0 ? url : url.slice(0, hash);
}
