/** Leaves secrets out of what is exported, entry by entry, and counts by name what was left out. */
import type { Entry, EntryOf } from '../entries/entry.ts';
import { redactPacket } from './redact-packet.ts';
import { LEFT_OUT, redactText, redactValue, type Report } from './redact-text.ts';
import { isSecret, secretNames, type SecretNames } from './secret-names.ts';

export interface Redactor {
  /** The same entry without secrets. */
  entry<E extends Entry>(entry: E): E;
  /** The same text without secrets. */
  text(text: string): string;
  /** How many values were left out so far, by name; null where nothing is left out. */
  readonly counts: ReadonlyMap<string, number> | null;
  /** The same without counting, for what is gone through more than once. */
  readonly silent: Redactor;
}

/** Leaves nothing out. */
export const AS_IT_IS: Redactor = {
  entry: (entry) => entry,
  text: (text) => text,
  counts: null,
  get silent() {
    return AS_IT_IS;
  },
};

/** A page may have as many names as it likes; beyond this they are counted together. */
const NAMES = 200;
const NAME_LENGTH = 60;

/** A redactor that knows the usual names of secrets, and more that are given. */
export function createRedactor(moreNames: readonly string[] = []): Redactor {
  const names = secretNames(moreNames);
  const counts = new Map<string, number>();
  const count = (name: string) => {
    const key = name.toLowerCase().slice(0, NAME_LENGTH);
    const counted = counts.has(key) || counts.size < NAMES ? key : 'others';
    counts.set(counted, (counts.get(counted) ?? 0) + 1);
  };
  const silent: Redactor = {
    ...redactorOf(names, () => undefined),
    counts,
    get silent() {
      return silent;
    },
  };
  return { ...redactorOf(names, count), counts, silent };
}

function redactorOf(names: SecretNames, report: Report): Pick<Redactor, 'entry' | 'text'> {
  const text = (value: string) => redactText(value, names, report);

  function field(name: string, value: unknown): unknown {
    if (name === 'source' || name === 'kind') return value;
    if (typeof value === 'string') return text(value);
    if (/headers$/i.test(name) && Array.isArray(value)) return (value as [string, string][]).map(header);
    return typeof value === 'object' && value !== null ? redactValue(value, names, report) : value;
  }

  function header([name, value]: readonly [string, string]): [string, string] {
    if (!isSecret(names, name, value)) return [name, text(value)];
    report(name);
    return [name, LEFT_OUT];
  }

  return {
    text,
    entry<E extends Entry>(entry: E): E {
      if (entry.kind === 'packet') return redactPacket(entry as E & EntryOf<'packet'>, names, report);
      return Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, field(name, value)])) as unknown as E;
    },
  };
}
