/** CSV by a strict reader of RFC 4180, and Markdown that nothing in a recording can get out of. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { parseLogMessage } from '../../../../src/core/session/log-line.ts';
import type { Fact } from '../../../../src/core/entries/entry.ts';
import { createRedactor } from '../../../../src/core/redaction/redactor.ts';
import { writeCsv } from '../../../../src/core/files/write-csv.ts';
import { markdownExcerpt, writeMarkdown } from '../../../../src/core/files/write-markdown.ts';
import { LINE_BREAKS, visible } from '../../../../src/core/wire/unseen.ts';
import { conversation, fileOf, recorded, SESSION, shared } from './files.ts';

/** Rows of cells; throws for whatever RFC 4180 does not allow. */
function parseCsv(file: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/y;
  while (cell.lastIndex < file.length) {
    const at = cell.lastIndex;
    const match = cell.exec(file);
    if (match === null) throw new Error(`No cell at ${at}: ${file.slice(at, at + 40)}`);
    rows.at(-1)!.push(match[1]?.replaceAll('""', '"') ?? match[2]!);
    if (match[3] === '\r\n') rows.push([]);
  }
  if (rows.pop()!.length > 0) throw new Error('The last row does not end.');
  return rows;
}

describe('CSV', () => {
  it('is read by a strict parser as what was said', { timeout: 60_000 }, async () => {
    const text = fc.string({ unit: 'binary', maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ message: text, logger: text, level: fc.constantFrom('info', 'error') }), { maxLength: 8 }), async (lines) => {
        const entries = recorded(lines.map((line) => parseLogMessage([line])));
        const [names, ...rows] = parseCsv(await fileOf(writeCsv, [shared(entries, { source: 'default' })]));
        expect(names).toEqual(['received', 'server_time', 'level', 'logger', 'message', 'fields']);
        // What nobody would see is escaped, and what a spreadsheet would compute has an apostrophe before it.
        const plain = (cell: string) => cell.replaceAll("'", '');
        expect(rows.map((row) => plain(row[4]!))).toEqual(lines.map(({ message }) => plain(visible(message, LINE_BREAKS))));
        for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/);
        for (const separator of [',', ';', '|', '\t', '\n', '\r']) {
          for (const cell of rows.flatMap((row) => row[4]!.split(separator).slice(1))) expect(cell).not.toMatch(/^["'\s]*(?<!')[=+\-@]/);
        }
      }),
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '  =cmd|x', '＝1', '\r=1'])('makes no formula of %j', async (message) => {
    const [, row] = parseCsv(await fileOf(writeCsv, [shared(recorded([parseLogMessage([{ message }])]))]));
    expect(row![4]).toBe(`'${message}`);
  });

  it.each([
    ['a;=1+1', "a;'=1+1"],
    ['a\t=1+1', "a\t'=1+1"],
    ['a\n=1+1', "a\n'=1+1"],
    ['a| @SUM(A1)', "a| '@SUM(A1)"],
    ['a;"=1+1"', `a;"'=1+1"`],
    ['a；＝1', "a；'＝1"],
    ['=1;=2', "'=1;'=2"],
    ['a=1; b-2, c', 'a=1; b-2, c'],
    ['a\u202eb\u200b\u{e0041}', String.raw`a\u202eb\u200b\udb40\udc41`],
  ])('shows %j as %j, whatever separates lists', async (message, shown) => {
    const [, row] = parseCsv(await fileOf(writeCsv, [shared(recorded([parseLogMessage([{ message }])]))]));
    expect(row![4]).toBe(shown);
  });

  it('takes time in proportion to the text', async () => {
    const started = performance.now();
    for (const unit of ['\n', ' ', ';', '; ', '\n=', '"']) await fileOf(writeCsv, [shared(recorded([parseLogMessage([{ message: unit.repeat(200_000 / unit.length) }])]))]);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('has log lines only', async () => {
    expect(parseCsv(await fileOf(writeCsv, [shared(conversation(SESSION))]))).toHaveLength(1);
  });
});

describe('Markdown', () => {
  it('has one block, which no text in it can end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.constantFrom('```', '\n```\n', '\n   ```', '~~~', '</details>'), fc.string({ unit: 'binary' }))), async (texts) => {
        const file = await fileOf(writeMarkdown, [shared(recorded(texts.map((text) => parseLogMessage([{ message: text }]))), { source: 'default' })]);
        expect(file.split('\n').filter((line) => /^ {0,3}(`{3}|~{3})/.test(line))).toEqual(['```text', '```']);
      }),
    );
  });

  it('shows what nobody would see', async () => {
    const file = await fileOf(writeMarkdown, [shared(recorded([parseLogMessage([{ message: 'a\u202eb\u200bc\u061cd\u2060e\ufefff\u{e0041}g\nh' }])]), { source: 'default' })]);
    expect(file).toContain(String.raw`a\u202eb\u200bc\u061cd\u2060e\ufefff\udb40\udc41g` + '\n    h');
  });

  it('tells findings in words', () => {
    const finding: Fact = { kind: 'diagnosis', finding: 'connect-refused', state: 'found', variant: null, facts: { answer: '{"token":"abc"}' }, title: '', confidence: 'certain', evidence: [] };
    expect(markdownExcerpt(recorded([finding, { ...finding, state: 'gone' }]), createRedactor(), { name: 'Holdfast', version: '0.1.0' }).split('\n').slice(3, 5)).toEqual([
      expect.stringMatching(/Z Diagnosis: The application refused the connection$/),
      expect.stringMatching(/Z Resolved: The application refused the connection$/),
    ]);
  });

  it('tells packets in the order in which they went', () => {
    const text = markdownExcerpt(conversation(SESSION).slice(-3), createRedactor(), { name: 'Holdfast', version: '0.1.0' });
    expect(text.split('\n').slice(3, 5)).toEqual([
      '2026-11-23T06:59:00.032Z -> s1 websocket event (63 B) 421["chat",{"text":"größe 🧨","password":"(redacted)"}]',
      '2026-11-23T06:59:00.036Z <- s1 websocket ack (16 B, answers after 4.0 ms) 431[{"ok":true}]',
    ]);
    expect(text).toMatch(/^Recorded by Holdfast 0\.1\.0\n\n```text\n/);
    expect(text).toContain('Sensitive values were replaced');
  });
});
