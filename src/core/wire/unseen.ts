/**
 * Characters that a view must not show as they are: they break a line, turn the direction of what stands around them around,
 * or are seen as nothing. Whoever writes a message could make one text look like another with them.
 */

/**
 * Controls, lone surrogates, line and paragraph separators, and the invisible ones: U+061C, U+200B–200F, U+202A–202E,
 * U+2060–2069, U+FEFF, U+E0000–E007F. The joiner U+200D stays within emoji, which are put together by it.
 */
const UNSEEN = /(?<!\p{Extended_Pictographic}\ufe0f?|\p{Emoji_Modifier})\u200d|\u200d(?!\p{Extended_Pictographic})|[\p{Cc}\p{Cs}\u061c\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/** What most texts are made of: looking for that alone is many times as fast. */
const PLAIN = /^[ -~]*$/;

/** What a text of several lines keeps. */
export const LINE_BREAKS = '\n\r\t';

/** The text with such characters as JSON would escape them: `\u202e`, `\n`. `except` are characters that stay. */
export function visible(text: string, except = ''): string {
  if (PLAIN.test(text)) return text;
  return text.replace(UNSEEN, (character) => (except !== '' && except.includes(character) ? character : escaped(character)));
}

function escaped(character: string): string {
  const short = JSON.stringify(character).slice(1, -1);
  return short.startsWith('\\') ? short : Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');
}
