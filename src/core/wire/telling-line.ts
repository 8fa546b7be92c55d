/** The line of an answer's body that tells something, out of the HTML or JSON around it. Pure. */

import { bounded } from './value-text.ts';

/** UTF-16 units of a body that are looked at, and of the line. */
const BODY_LIMIT = 10_000;
const LINE_LIMIT = 200;
/** So many pieces of a page make the line. */
const MOST_PIECES = 3;

export interface AnsweredBody {
  /** HTTP's, or null. A page that begins with it need not say it again. */
  readonly status: number | null;
  /** The Content-Type header, or empty. */
  readonly contentType: string;
  readonly body: string;
}

/** Phrases that every server has for a status: they tell nothing where others stand beside them. */
const STATUS_PHRASES =
  /^(http )?(error|status)?:?( code)?:?\s*(\d{3})?[\s:–-]*(bad request|unauthorized|forbidden|access denied|not found|page not found|method not allowed|upgrade required|too many requests|internal server error|server error|bad gateway|service (temporarily )?unavailable|gateway time-?out|moved permanently|found|permanent redirect|error|ok)?[.!]?$/i;

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', '#39': "'", '#x27': "'", mdash: '—', ndash: '–', rsquo: '’' };

/**
 * What a body says, in one bounded line without control characters: of a page its title and text, without what only repeats
 * the status, such as `The plain HTTP request was sent to HTTPS port`; of anything else its first line. Empty of no body.
 */
export function tellingLine({ status, contentType, body }: AnsweredBody): string {
  const text = body.slice(0, BODY_LIMIT);
  const line = isMarkup(contentType, text) ? pageLine(status, text) : firstLine(text.trim());
  return bounded(oneLine(line), LINE_LIMIT).text;
}

/** An answer as engine.io-client tells it, `HTTP 403: <html>…`, with the telling line in place of its body. Any other text as it is. */
export function tellingAnswer(text: string): string {
  const [, code, body] = /^HTTP (\d{3}): ?(.*)$/s.exec(text) ?? [];
  if (code === undefined || body === undefined) return text;
  const line = tellingLine({ status: Number(code), contentType: '', body });
  return line === '' ? `HTTP ${code}` : `HTTP ${code}: ${line}`;
}

/** Of JSON all lines, since its first may be a bracket alone. */
function firstLine(text: string): string {
  return /^[{[]/.test(text) ? text : text.split(/[\r\n]/, 1)[0]!;
}

function isMarkup(contentType: string, text: string): boolean {
  return /^\s*(<!doctype|<\?xml|<!--|<[a-z][\w-]*[\s>])/i.test(text) || (/\b(html|xml)\b/i.test(contentType) && /<[a-z][^>]*>/i.test(text));
}

function pageLine(status: number | null, html: string): string {
  const pieces = distinct(piecesOf(html).map((piece) => withoutStatus(piece, status)));
  const words = pieces.filter((piece) => /\s/.test(piece) && !STATUS_PHRASES.test(piece));
  return (words.length > 0 ? words : pieces).slice(0, MOST_PIECES).join(' – ');
}

/** The texts of a page's blocks, its title first. */
function piecesOf(html: string): string[] {
  const shown = html.replaceAll(/<!--.*?(-->|$)|<(script|style|svg)\b.*?(<\/\2\s*>|$)/gis, '\n');
  const inline = shown.replaceAll(/<\/?(a|abbr|b|bdi|code|em|i|kbd|small|span|strong|tt|u|wbr)\b[^>]*>/gi, '');
  return inline.replaceAll(/<[^>]*(>|$)/g, '\n').split('\n').map((piece) => oneLine(decoded(piece)).trim());
}

function decoded(text: string): string {
  return text.replaceAll(/&(#?\w{1,8});/g, (entity, name: string) => ENTITIES[name.toLowerCase()] ?? entity);
}

/** `400 The plain HTTP request …` without the status that is said beside it. */
function withoutStatus(piece: string, status: number | null): string {
  return status !== null && piece.startsWith(`${status} `) ? piece.slice(String(status).length).replace(/^[\s:|–-]+/, '') : piece;
}

/** Without what is empty, and what another piece says too. */
function distinct(pieces: readonly string[]): string[] {
  const kept: string[] = [];
  for (const piece of pieces) {
    if (piece !== '' && !kept.some((other) => other.toLowerCase().includes(piece.toLowerCase()))) kept.push(piece);
  }
  return kept;
}

function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, ' ');
}
