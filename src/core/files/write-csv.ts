/** Writes log lines as comma-separated values: RFC 4180, with a row of names. */
import type { Entry, EntryOf } from '../entries/entry.ts';
import { LINE_BREAKS, visible } from '../wire/unseen.ts';
import { isoTime, partsOf, type Part, type WriteOptions } from './shared-recording.ts';

const COLUMNS: readonly { readonly name: string; readonly cell: (line: EntryOf<'log'>) => string }[] = [
  { name: 'received', cell: ({ at }) => isoTime(at) },
  { name: 'server_time', cell: ({ serverTime, serverTimeText }) => (serverTime === null ? serverTimeText : isoTime(serverTime)) },
  { name: 'level', cell: ({ level }) => level },
  { name: 'logger', cell: ({ logger }) => logger },
  { name: 'message', cell: ({ message }) => message },
  { name: 'fields', cell: ({ fields }) => fields },
];

/** What a spreadsheet takes for the beginning of a formula, in the widths that East Asian spreadsheets take too. */
const FORMULA = /^[\s\u0000]*[=+\-@＝＋－＠]|^[\t\r\n]/; // oxlint-disable-line no-control-regex -- a NUL before it hides nothing from them
/**
 * The same behind whatever separates cells or lines where the file is opened. Most of Europe separates lists by semicolons, and
 * quotes within a cell keep nothing together there. What stands before is looked at last, so that blanks are gone through once.
 */
const FORMULA_WITHIN = /[=+\-@＝＋－＠](?<=[;,|\t\r\n；，]["'\s\u0000]*[=+\-@＝＋－＠])/g; // oxlint-disable-line no-control-regex -- as above

export async function* writeCsv({ recordings, redactor }: WriteOptions): AsyncGenerator<Part> {
  yield { text: row(COLUMNS.map(({ name }) => name)), entries: 0 };
  for (const recording of recordings) {
    for await (const part of partsOf(recording, redactor)) {
      const lines = part.filter(isLog);
      yield { text: lines.map((line) => row(COLUMNS.map(({ cell }) => cell(line)))).join(''), entries: lines.length };
    }
  }
}

function isLog(entry: Entry): entry is EntryOf<'log'> {
  return entry.kind === 'log';
}

function row(cells: readonly string[]): string {
  return `${cells.map(cellText).join(',')}\r\n`;
}

/** An apostrophe before a formula makes a spreadsheet show it instead of computing it. */
function cellText(text: string): string {
  const seen = visible(text, LINE_BREAKS);
  const start = FORMULA.exec(seen)?.[0] ?? '';
  const harmless = (start === '' ? '' : `'${start}`) + seen.slice(start.length).replace(FORMULA_WITHIN, "'$&");
  return /[",;|\t\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
