/**
 * Leaves secrets out of what is recorded, before it reaches memory, disk or a collector. It is milder than what an export
 * leaves out: whoever debugs has to see the payloads. It is on the way of every entry, so an entry without the name of a
 * secret is handed on as it is.
 */
import type { Fact, FactOf } from '../entries/entry.ts';
import { redactPacket } from './redact-packet.ts';
import { LEFT_OUT, mayHaveSecret, redactText, redactValue } from './redact-text.ts';
import { isSecret, secretNames } from './secret-names.ts';

const UNREPORTED = () => undefined;

/** Gives each fact without its secrets; the very same one where it has none. */
export function redactRecorded(moreNames: readonly string[]): <F extends Fact>(fact: F) => F {
  const names = secretNames(moreNames, 'recording');
  const text = (value: string) => redactText(value, names, UNREPORTED);

  function field(name: string, value: unknown): unknown {
    if (typeof value === 'string') return text(value);
    if (typeof value !== 'object' || value === null) return value;
    if (/headers$/i.test(name) && Array.isArray(value)) return (value as [string, string][]).map(([header, held]) => [header, isSecret(names, header, held) ? LEFT_OUT : text(held)]);
    return mayHaveSecret(JSON.stringify(value), names) ? redactValue(value, names, UNREPORTED) : value;
  }

  return <F extends Fact>(fact: F): F => {
    if (fact.kind === 'packet') return redactPacket(fact as F & FactOf<'packet'>, names, UNREPORTED);
    let kept: Record<string, unknown> | null = null;
    for (const name of Object.keys(fact)) {
      const value: unknown = fact[name as keyof F];
      const clean = name === 'kind' || name === 'source' ? value : field(name, value);
      if (clean !== value) (kept ??= { ...fact })[name] = clean;
    }
    return (kept as F | null) ?? fact;
  };
}
