/** Says things in the language in force. */
import { catalog, type Catalog } from './catalog.ts';
import type { InKey, Params, PlainKey, PluralKey } from './keys.ts';

/** The message of this key. `{name}` in it stands for the parameter of that name; `count` chooses the plural. */
export function say(key: PlainKey, params?: Params): string;
export function say(key: PluralKey, params: Params & { readonly count: number }): string;
export function say(key: string, params: Params = {}): string {
  const current = catalog();
  const message = find(current, key, params['count']);
  if (message === undefined) return key;
  return message.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    if (value === undefined) return placeholder;
    return typeof value === 'number' ? current.numbers.format(value) : value;
  });
}

function find({ messages, plurals }: Catalog, key: string, count: string | number | undefined): string | undefined {
  const plain = messages.get(key);
  if (plain !== undefined || typeof count !== 'number') return plain;
  return messages.get(`${key}_${plurals.select(count)}`) ?? messages.get(`${key}_other`);
}

/** Several things in a row: “a, b, c”. */
export function sayList(parts: readonly string[]): string {
  return parts.join(say('common_listSeparator'));
}

/** All of several things: “a, b, and c”. */
export function sayAll(parts: readonly string[]): string {
  return new Intl.ListFormat(catalog().language, { type: 'conjunction' }).format(parts);
}

/** Whole sentences, one after the other. */
export function sayInTurn(sentences: readonly string[]): string {
  return sentences.join(say('common_sentenceSeparator'));
}

/** Whether there is a message of this key, for keys that a recording names: another version's may be unknown here. */
export function isKey(key: string): key is PlainKey {
  return catalog().messages.has(key);
}

/** A quantity as the language in force writes it: “12,345”. */
export function sayNumber(value: number): string {
  return catalog().numbers.format(value);
}

/** A part of one in whole hundredths, as the language in force writes it: “42%”. */
export function sayPercent(part: number): string {
  return new Intl.NumberFormat(catalog().language, { style: 'percent' }).format(part);
}

/** A name of the code as a part of a key: `say(`wire_${inKey('bad-json')}`)`. */
export function inKey<T extends string>(name: T): InKey<T> {
  return name.replaceAll(/[^A-Za-z0-9_]/g, '_') as InKey<T>;
}
