/**
 * JSON that somebody types, with errors that point to line and column. Engines word and place their own errors
 * differently, and some name no place at all, so the place is found here.
 */
import type { Parsed } from '../core/settings/profile.ts';
import { say } from '../core/words/say.ts';

/** What may come next at a point of the text. */
type Expect = 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'colon' | 'commaOrEnd' | 'nothing';

/** Blanks, then a sign, a string or another scalar. JSON itself forbids control characters in strings. */
const TOKEN =
  // oxlint-disable-next-line no-control-regex -- they are what is refused
  /[ \t\n\r]*(?:([{}[\]:,])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y;

/** The offset of the first thing that JSON does not allow, or null when the text is JSON. Linear, without recursion. */
export function findJsonError(text: string): number | null {
  const open: string[] = [];
  let expect: Expect = 'value';
  let offset = 0;
  for (;;) {
    TOKEN.lastIndex = offset;
    const match = TOKEN.exec(text);
    const blank = /[ \t\n\r]*/y;
    blank.lastIndex = offset;
    const at = offset + (blank.exec(text)?.[0].length ?? 0);
    if (match === null) return at === text.length && expect === 'nothing' ? null : at;
    const next = step(match[1] ?? (match[2] === undefined ? 'scalar' : 'string'), expect, open);
    if (next === null) return at;
    expect = next;
    offset = TOKEN.lastIndex;
  }
}

/** What may follow a token, or null where the token may not stand. Keeps the stack of open brackets. */
function step(token: string, expect: Expect, open: string[]): Expect | null {
  const after = (): Expect => (open.length === 0 ? 'nothing' : 'commaOrEnd');
  if (expect === 'key' || expect === 'keyOrEnd') {
    if (token === 'string') return 'colon';
    return token === '}' && expect === 'keyOrEnd' ? (open.pop(), after()) : null;
  }
  if (expect === 'colon') return token === ':' ? 'value' : null;
  if (expect === 'commaOrEnd') {
    const bracket = open.at(-1);
    if (token === ',') return bracket === '{' ? 'key' : 'value';
    return (token === '}' && bracket === '{') || (token === ']' && bracket === '[') ? (open.pop(), after()) : null;
  }
  if (expect === 'nothing') return null;
  if (token === '{') return open.push('{'), 'keyOrEnd';
  if (token === '[') return open.push('['), 'valueOrEnd';
  if (token === ']' && expect === 'valueOrEnd') return open.pop(), after();
  return token === 'scalar' || token === 'string' ? after() : null;
}

/** Line and column, both from 1, of an offset. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** Parses what was typed into a JSON box. `field` and `name` say whose error it is. */
export function parseJsonBox(text: string, field: string, name: string): Parsed<unknown> {
  const refuse = (message: string): Parsed<unknown> => ({ ok: false, error: { field, message } });
  const offset = findJsonError(text);
  if (offset !== null) {
    const { line, column } = lineAndColumn(text, offset);
    const found = offset >= text.trimEnd().length ? say('errors_endsTooEarly') : say('errors_misplaced', { character: text[offset] ?? '' });
    return refuse(say('errors_notJson', { name, line, column, found }));
  }
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return refuse(say('errors_tooDeep', { name }));
  }
}
