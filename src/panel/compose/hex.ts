/** Bytes as somebody types them: hexadecimal digits in pairs, spaced and broken into lines at will. Pure. */
import type { Parsed } from '../../core/settings/profile.ts';
import { lineAndColumn } from '../../views/json-text.ts';
import { say } from '../../core/words/say.ts';

/** The bytes of hexadecimal text, in which `0x`, commas, colons, hyphens and blanks may separate pairs. */
export function parseHex(text: string, field: string, name: string): Parsed<Uint8Array> {
  const bytes: number[] = [];
  const token = /([\da-fA-F]{2})|[\s,:-]+|0x(?=[\da-fA-F]{2})/gy;
  for (let at = 0; at < text.length; at = token.lastIndex) {
    // “0x” would otherwise read as half a pair.
    const prefix = text.startsWith('0x', at) || text.startsWith('0X', at);
    if (prefix) at += 2;
    token.lastIndex = at;
    const match = token.exec(text);
    if (match === null || (prefix && match[1] === undefined)) {
      const { line, column } = lineAndColumn(text, at);
      const found = /[\da-fA-F]/.test(text[at] ?? '') ? say('errors_halfByte') : at >= text.length ? say('errors_endsTooEarly') : say('errors_misplaced', { character: text[at] ?? '' });
      return { ok: false, error: { field, message: say('errors_notHex', { name, line, column, found }) } };
    }
    if (match[1] !== undefined) bytes.push(Number.parseInt(match[1], 16));
  }
  return { ok: true, value: Uint8Array.from(bytes) };
}
