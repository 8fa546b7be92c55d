/**
 * Tells the offsets that a server with connection state recovery appends to its events from arguments that look like them. A
 * volatile event has no offset, and may well end in a text of its own. https://socket.io/docs/v4/connection-state-recovery
 */

import { copied } from './value-text.ts';

/** What an offset says: which adapter has made it, when, in epoch milliseconds, and as which in that millisecond. */
interface Offset {
  readonly form: 'memory' | 'redis' | 'mongo';
  readonly time: number;
  readonly count: number;
}

interface Namespace {
  /** Whether the server gave out a `pid`, or the client asked with one; null before either. */
  isRecoverable: boolean | null;
  /** The last one that was an offset. */
  last: Offset | null;
  /** The last one that may be one, by a clock that differs from ours, and when it came. */
  doubted: (Offset & { readonly at: number }) | null;
  /** How far the server's clock is ahead of ours, where it is far. */
  skew: number;
}

export interface RecoveryOffsets {
  /** Notes a CONNECT. `offset` is what a client asks with. */
  connect(direction: 'in' | 'out', namespace: string, pid: string | null, offset: string | null, at: number): void;
  /** The offset that these arguments of a server's event end in, or null. `at` is when it came, in epoch milliseconds. */
  endOf(namespace: string, args: readonly unknown[], at: number): string | null;
}

const MAX_NAMESPACES = 1_000;
const NAMESPACE_LIMIT = 200;
/** An event that is fresh or was kept for a client, by a clock that is nearly right. */
const DAY_MS = 86_400_000;
/** Between two events, the server's clock and ours pass nearly the same time. */
const SAME_PACE_MS = 5_000;
/** Servers that write to one MongoDB have clocks of their own. */
const CLOCKS_MS = 10_000;

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_';

/** The number that socket.io-adapter's `yeast` writes so. */
function yeast(text: string): number {
  let number = 0;
  for (const digit of text) number = number * 64 + ALPHABET.indexOf(digit);
  return number;
}

/**
 * Reads an offset: `PvTi9rK` or `PvTi9rK.1` of the adapter in memory, `1700000000000-0` of Redis streams, and an object id of
 * MongoDB. All begin with a time.
 */
function readOffset(text: unknown): Offset | null {
  if (typeof text !== 'string' || text.length > 30) return null;
  const memory = /^([\w-]{7})(?:\.([\w-]{1,8}))?$/.exec(text);
  if (memory !== null) return { form: 'memory', time: yeast(memory[1]!), count: memory[2] === undefined ? -1 : yeast(memory[2]) };
  const redis = /^(\d{13})-(\d{1,10})$/.exec(text);
  if (redis !== null) return { form: 'redis', time: Number(redis[1]), count: Number(redis[2]) };
  return /^[\da-f]{24}$/.test(text) ? { form: 'mongo', time: Number.parseInt(text.slice(0, 8), 16) * 1_000, count: 0 } : null;
}

/** Whether one offset can come after another of the same namespace: one adapter has one form, and its offsets rise. */
function follows(later: Offset, earlier: Offset): boolean {
  if (later.form !== earlier.form) return false;
  if (later.form === 'mongo') return later.time >= earlier.time - CLOCKS_MS;
  return later.time > earlier.time || (later.time === earlier.time && later.count > earlier.count);
}

export function createRecoveryOffsets(): RecoveryOffsets {
  const namespaces = new Map<string, Namespace>();

  function known(name: string): Namespace | null {
    const found = namespaces.get(name);
    if (found !== undefined || namespaces.size >= MAX_NAMESPACES || name.length > NAMESPACE_LIMIT) return found ?? null;
    const made: Namespace = { isRecoverable: null, last: null, doubted: null, skew: 0 };
    // The name is a part of a packet.
    namespaces.set(copied(name), made);
    return made;
  }

  const isNear = (time: number, at: number, skew: number) => Math.abs(time - at - skew) <= DAY_MS;

  /** Whether a clock that differs from ours has made this one and the one in doubt before it. */
  function keepsPace(offset: Offset, at: number, doubted: Namespace['doubted']): boolean {
    if (doubted === null || offset.time === doubted.time || !follows(offset, doubted)) return false;
    return Math.abs(offset.time - doubted.time - (at - doubted.at)) <= SAME_PACE_MS;
  }

  return {
    connect(direction, name, pid, offset, at) {
      const namespace = pid === null && direction === 'out' ? null : known(name);
      if (namespace === null) return;
      namespace.isRecoverable = pid !== null;
      const asked = direction === 'out' ? readOffset(offset) : null;
      if (asked !== null && isNear(asked.time, at, 0)) namespace.last = asked;
    },
    endOf(name, args, at) {
      const text = args.at(-1);
      const offset = readOffset(text);
      const namespace = offset === null ? null : known(name);
      if (offset === null || namespace === null || namespace.isRecoverable === false) return null;
      // Of what comes before the answer to CONNECT, only the form in memory is not also one that applications use.
      if (namespace.isRecoverable === null && offset.form !== 'memory') return null;
      if (namespace.last !== null && !follows(offset, namespace.last)) return null;
      if (!isNear(offset.time, at, namespace.skew)) {
        const isPaced = keepsPace(offset, at, namespace.doubted);
        namespace.doubted = { ...offset, at };
        if (!isPaced || namespace.isRecoverable !== true) return null;
        namespace.skew = offset.time - at;
      }
      namespace.last = offset;
      return text as string;
    },
  };
}
