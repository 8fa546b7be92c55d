/**
 * The language of the filter box of the Messages view: terms that must all hold, such as
 * `dir:out event:chat* -ack:answered size:>1k "two words" /\d+ ms/i`. Pure; whatever is wrong names the term and the fix.
 */
import { PACKET_TYPES } from '../../core/entries/entry.ts';
import type { Parsed } from '../../core/settings/profile.ts';
import type { AckState, PacketEntry } from './message-row.ts';
import { textPattern } from './text-pattern.ts';
import { say } from '../../core/words/say.ts';

/** What a filter looks at. `sources` are the names that the row's source goes by. */
export interface Filterable {
  readonly entry: PacketEntry;
  readonly ack: AckState | null;
  readonly sources: readonly string[];
}

type Test = (row: Filterable) => boolean;

export interface MessageFilter {
  /** As it was written. */
  readonly text: string;
  /** The regular expressions in it, as they were written. */
  readonly patterns: readonly string[];
  /** Whether it holds for everything. */
  readonly empty: boolean;
  /** Whether it depends on what became of acknowledgements. */
  readonly asksForAcks: boolean;
  readonly matches: Test;
}

export const QUERY_LIMIT = 2_000;
/** UTF-16 units of a packet's text that bare words and quoted phrases are looked for in. */
const SEARCHED = 65_536;

const ACK_STATES = ['pending', 'answered', 'unanswered', 'timeout', 'twice', 'orphan'] as const;
const TRANSPORTS = ['websocket', 'polling', 'webtransport', 'sse'] as const;
const DIRECTIONS: Readonly<Record<string, PacketEntry['direction']>> = { in: 'in', out: 'out', received: 'in', sent: 'out' };

/** What is wrong with a term, in a sentence. */
class Mistake extends Error {}

function oneOf(key: string, value: string, allowed: readonly string[]): string {
  const wanted = value.toLowerCase();
  if (allowed.includes(wanted)) return wanted;
  throw new Mistake(say('messages_mistake_oneOf', { key, value, allowed: allowed.join(', ') }));
}

/** Equality in any case, or a beginning where the value ends in `*`. */
function nameTest(value: string): (name: string) => boolean {
  const wanted = value.toLowerCase();
  if (!wanted.endsWith('*')) return (name) => name.toLowerCase() === wanted;
  const beginning = wanted.slice(0, -1);
  return (name) => name.toLowerCase().startsWith(beginning);
}

/** An escaped expression finds a substring in any case without copying each text. */
function substringTest(needle: string): (text: string) => boolean {
  const pattern = new RegExp(needle.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'i');
  return (text) => pattern.test(text.length > SEARCHED ? text.slice(0, SEARCHED) : text);
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1_000, m: 1_000_000 };

function sizeTest(value: string): Test {
  const parts = /^(<=|>=|<|>|=)?(\d+(?:\.\d+)?)(k|m)?b?$/i.exec(value);
  if (parts === null) throw new Mistake(say('messages_mistake_size', { value }));
  const bytes = Number(parts[2]) * UNITS[(parts[3] ?? '').toLowerCase()]!;
  switch (parts[1] ?? '=') {
    case '<':
      return ({ entry }) => entry.bytes < bytes;
    case '<=':
      return ({ entry }) => entry.bytes <= bytes;
    case '>':
      return ({ entry }) => entry.bytes > bytes;
    case '>=':
      return ({ entry }) => entry.bytes >= bytes;
    default:
      return ({ entry }) => entry.bytes === bytes;
  }
}

const KEYS: Readonly<Record<string, (value: string) => Test>> = {
  dir(value) {
    const direction = DIRECTIONS[oneOf('dir', value, Object.keys(DIRECTIONS))];
    return ({ entry }) => entry.direction === direction;
  },
  event(value) {
    const test = nameTest(value);
    return ({ entry }) => (entry.type === 'event' || entry.event !== '') && test(entry.event);
  },
  ns(value) {
    const test = nameTest(value.startsWith('/') ? value : `/${value}`);
    return ({ entry }) => entry.namespace !== null && test(entry.namespace);
  },
  type(value) {
    const type = oneOf('type', value, PACKET_TYPES);
    return ({ entry }) => entry.type === type;
  },
  ack(value) {
    const state = oneOf('ack', value, ACK_STATES);
    return ({ ack }) => ack?.state === state;
  },
  size: sizeTest,
  transport(value) {
    const transport = oneOf('transport', value, TRANSPORTS);
    return ({ entry }) => entry.transport === transport;
  },
  source(value) {
    const test = substringTest(value);
    return ({ sources }) => sources.some(test);
  },
};

/** The keys of the language. */
export const FILTER_KEYS: readonly string[] = Object.keys(KEYS);

function textTest(found: (text: string) => boolean): Test {
  return ({ entry }) =>
    found(entry.event) || found(entry.preview) || (entry.text !== null && found(entry.text)) || found(entry.type) || (entry.namespace !== null && found(entry.namespace)) || found(entry.problem);
}

/** `-`, then `key:`, then a value that is quoted, between slashes, or reaches to the next blank. */
const TERM = /\s*(-)?(?:([a-z]+):(?=\S))?(?:"((?:[^"\\]|\\.)*)("?)|\/((?:[^/\\[]|\\.|\[(?:[^\]\\]|\\.)*\])*)\/([a-z]*)(?=\s|$)|(\S+))/iy;

/** One term's test; `match` is of {@link TERM}. */
function termTest(match: RegExpExecArray): Test {
  const [whole, , key, quoted, closing, pattern, flags, bare] = match;
  if (quoted !== undefined && closing === '') throw new Mistake(say('messages_mistake_quote', { term: shown(whole) }));
  const value = quoted?.replace(/\\(.)/g, '$1') ?? bare ?? `/${pattern ?? ''}/${flags ?? ''}`;
  if (key !== undefined) {
    const make = Object.hasOwn(KEYS, key.toLowerCase()) ? KEYS[key.toLowerCase()] : undefined;
    if (make !== undefined) return make(value);
    throw new Mistake(say('messages_mistake_key', { key, keys: FILTER_KEYS.join(', ') }));
  }
  if (pattern !== undefined) {
    const compiled = textPattern(pattern, flags ?? '');
    if (!compiled.ok) throw new Mistake(say('messages_mistake_pattern', { term: shown(whole), why: compiled.error.message }));
    return textTest(compiled.value);
  }
  if (quoted === undefined && value === '-') throw new Mistake(say('messages_mistake_minus'));
  const emptyKey = quoted === undefined ? /^([a-z]+):$/i.exec(value) : null;
  if (emptyKey !== null) throw new Mistake(say('messages_mistake_noValue', { term: value }));
  if (quoted === undefined && /^\/.*[*+?[(\\|].*[^/]$/.test(value)) throw new Mistake(say('messages_mistake_openPattern', { term: shown(value) }));
  return textTest(substringTest(value));
}

function shown(term: string): string {
  const text = term.trim();
  return `“${text.length > 60 ? `${text.slice(0, 60)}…` : text}”`;
}

/** Everything. */
export const NO_FILTER: MessageFilter = { text: '', patterns: [], empty: true, asksForAcks: false, matches: () => true };

/** The filter that a query stands for, or what is wrong with the first term that is. */
export function parseMessageFilter(query: string): Parsed<MessageFilter> {
  const refuse = (message: string): Parsed<MessageFilter> => ({ ok: false, error: { field: 'filter', message } });
  if (query.length > QUERY_LIMIT) return refuse(say('messages_mistake_tooLong', { most: QUERY_LIMIT }));
  const tests: Test[] = [];
  const patterns: string[] = [];
  let asksForAcks = false;
  const text = query.trimEnd();
  try {
    TERM.lastIndex = 0;
    while (TERM.lastIndex < text.length) {
      const match = TERM.exec(text);
      if (match === null) break;
      const test = termTest(match);
      if (match[2] === undefined && match[5] !== undefined) patterns.push(shown(match[0]));
      asksForAcks ||= match[2]?.toLowerCase() === 'ack';
      tests.push(match[1] === undefined ? test : (row) => !test(row));
    }
  } catch (error) {
    if (error instanceof Mistake) return refuse(error.message);
    throw error;
  }
  return { ok: true, value: { text: query, patterns, empty: tests.length === 0, asksForAcks, matches: (row) => tests.every((test) => test(row)) } };
}
