/**
 * Sorts a page's sockets into lanes: in one lane, each socket follows upon the end of another at the same address.
 * Sockets to one address that are open at the same time stand in lanes beside each other. Pure.
 */
import type { PageSocket } from './page-sockets-fold.ts';
import { addressOf } from '../inspected/socket-address.ts';

/** The end of a socket may be noticed after its successor was. */
const OVERLAP_MS = 250;

export function lanes<T>(items: readonly T[], socketOf: (item: T) => PageSocket): T[][] {
  const byAddress = new Map<string, T[][]>();
  for (const item of items.toSorted((a, b) => socketOf(a).openedAt - socketOf(b).openedAt)) {
    const socket = socketOf(item);
    const address = addressOf(socket.url);
    const known = byAddress.get(address) ?? [];
    byAddress.set(address, known);
    const free = known.find((lane) => {
      const end = socketOf(lane.at(-1)!).closed?.at;
      return end !== undefined && end <= socket.openedAt + OVERLAP_MS;
    });
    if (free === undefined) known.push([item]);
    else free.push(item);
  }
  return [...byAddress.values()].flat();
}
