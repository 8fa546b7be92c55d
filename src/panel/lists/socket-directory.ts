/** What is known of a page's sockets by their names: where they lead to and what they speak. Follows the growing recording. */
import { RecentMap } from '../../core/entries/recent.ts';
import type { EntryOf } from '../../core/entries/entry.ts';
import { clip } from '../../core/words/format.ts';
import type { EntryList } from '../../views/entry-list.ts';
import type { TrafficEntry } from '../../core/entries/lanes.ts';
import { ownQuery } from './own-query.ts';

type Protocol = EntryOf<'socket-opened'>['protocol'];

export interface KnownSocket {
  readonly url: string;
  readonly protocol: Protocol;
  /** The address without scheme and query, and what of the query is the application's own. */
  readonly address: string;
  readonly query: string;
}

/** A page may open a million sockets; the newest are told apart. */
const REMEMBERED = 1_000;

export class SocketDirectory {
  readonly sockets = new RecentMap<string, KnownSocket>(REMEMBERED);
  /** The queries of sockets with the same address. */
  #queries = new RecentMap<string, Set<string>>(REMEMBERED);
  #list: EntryList<TrafficEntry> | null = null;
  #generation = -1;
  #read = 0;

  follow(list: EntryList<TrafficEntry>): void {
    if (list !== this.#list || list.generation !== this.#generation) {
      this.#list = list;
      this.#generation = list.generation;
      this.#read = 0;
      this.sockets.clear();
      this.#queries.clear();
    }
    for (let index = Math.max(0, list.length - (list.appended - this.#read)); index < list.length; index += 1) {
      const entry = list.at(index)!;
      if (entry.kind === 'socket-opened') this.#remember(entry);
    }
    this.#read = list.appended;
  }

  #remember({ socket, url, protocol }: EntryOf<'socket-opened'>): void {
    const [address, query] = [bareAddress(url), ownQuery(url)];
    this.sockets.set(socket, { url, protocol, address, query });
    const queries = this.#queries.get(address);
    if (queries === undefined) this.#queries.set(address, new Set([query]));
    else if (queries.size < 2) queries.add(query);
  }

  /**
   * The address of a socket without its scheme, and without its query where that tells it from no other; or its name where
   * that is all there is.
   */
  addressOf(socket: string): string {
    const known = this.sockets.get(socket);
    if (known === undefined) return clip(socket, 200);
    const { address, query } = known;
    return clip((this.#queries.get(address)?.size ?? 0) > 1 ? address + query : address, 200);
  }
}

function bareAddress(url: string): string {
  return url.replace(/^[a-z]+:\/\//i, '').replace(/[?#].*$/s, '');
}
