/** A file that somebody else made cannot inject markup, change an object for all, or stop the panel. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ElementHandle, Page } from 'puppeteer-core';
import { chooseTab, launchExtension, rowCount, type RunningExtension, type TabName } from '../support/extension.ts';
import { until } from '../support/until.ts';

const HTML = '<img src=x onerror="globalThis.owned=1"><script>globalThis.owned=1</script>';
const TABS: readonly TabName[] = ['Overview', 'Logs', 'Messages', 'Statistics', 'Page sockets', 'Compose'];
/** A panel that takes longer than this to answer while it reads has been stopped. On an idle machine it takes a tenth; a busy one is slow by itself. Milliseconds. */
const ANSWER_MS = 10_000;

let extension: RunningExtension;
let panel: Page;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'holdfast-hostile-file-'));
  extension = await launchExtension();
  panel = await extension.openPanelTab();
});

afterAll(async () => {
  await extension?.close();
  await rm(folder, { recursive: true, force: true });
});

const header = (source: string, name: string, more: object = {}) =>
  JSON.stringify({ format: 'holdfast-recording', version: 1, createdAt: HTML, creator: { name: HTML, version: HTML }, redacted: true, recordings: [{ source, name, url: HTML }], ...more });
const log = (seq: number, message: string, fields = '{}') =>
  `{"source":"a","seq":${seq},"at":${1e12 + seq},"kind":"log","level":"error","levelText":${JSON.stringify(HTML)},"logger":${JSON.stringify(HTML)},"message":${JSON.stringify(message)},"serverTime":null,"serverTimeText":${JSON.stringify(HTML)},"fields":${JSON.stringify(fields)},"cut":0}`;
const packet = (seq: number, event: string, text: string) =>
  `{"source":"a","seq":${seq},"at":${1e12 + seq},"kind":"packet","socket":"own","direction":"in","transport":"websocket","type":"event","namespace":${JSON.stringify(`/${HTML}`)},"ackId":null,"event":${JSON.stringify(event)},"preview":${JSON.stringify(HTML)},"bytes":1,"text":${JSON.stringify(text)},"binary":null,"attachments":[],"cut":0,"problem":"","answers":null}`;

/** Opens a file, and gives the longest that the panel took to draw a frame meanwhile. */
async function open(name: string, text: string): Promise<number> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  const input = (await panel.waitForSelector('.recordings input[type=file]')) as ElementHandle<HTMLInputElement>;
  await panel.evaluate(() => {
    const scope = globalThis as unknown as { longest: number; watching: boolean };
    Object.assign(scope, { longest: 0, watching: true });
    let last = performance.now();
    const look = () => {
      const now = performance.now();
      scope.longest = Math.max(scope.longest, now - last);
      last = now;
      if (scope.watching) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await input.uploadFile(file);
  await until(() => panel.$('.opened-banner, .recordings .field-error:not(:empty)'), { timeout: 60_000, describe: 'the file, or why it was not opened' });
  for (const tab of TABS) await chooseTab(panel, tab);
  return panel.evaluate(() => {
    const scope = globalThis as unknown as { longest: number; watching: boolean };
    scope.watching = false;
    return scope.longest;
  });
}

async function close(): Promise<void> {
  await panel.locator('aria/Close recording[role="button"]').click();
  await until(async () => (await panel.$('.opened-banner')) === null, { describe: 'the recording to close' });
}

it('names, lines and events with markup in them are text in every view', async () => {
  await open(`${HTML.replaceAll(/[/<>]/g, '_')}.ndjson`, [header('a', HTML), log(0, HTML, JSON.stringify({ [HTML]: HTML })), packet(1, HTML, `42${JSON.stringify([HTML, { [HTML]: HTML }])}`), '{"end":true,"entries":2,"redacted":{}}'].join('\n'));
  for (const tab of TABS) {
    await chooseTab(panel, tab);
    expect(await panel.$$('[role="tabpanel"] img, [role="tabpanel"] script, .opened-banner img, .recordings img')).toEqual([]);
  }
  expect(await panel.evaluate('globalThis.owned')).toBe(undefined);
  await chooseTab(panel, 'Logs');
  expect(await rowCount(panel, 'Server logs')).toBe(1);
  await close();
});

it('a prototype in it is data, wherever it stands', async () => {
  const poisoned = (line: string) => line.replace(/\}$/, ',"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}');
  await open('prototype.ndjson', [poisoned(header('__proto__', 'x', { recordings: [{ source: 'a', name: 'y', url: '' }, { source: '__proto__', name: 'x', url: '' }] })), poisoned(log(0, '__proto__', '{"__proto__":{"polluted":1}}')), poisoned(packet(1, '__proto__', '42["__proto__",{"__proto__":{"polluted":1}}]'))].join('\n'));
  expect(await panel.evaluate('({}).polluted')).toBe(undefined);
  await chooseTab(panel, 'Logs');
  expect(await rowCount(panel, 'Server logs')).toBe(1);
  await close();
});

it('deep JSON, a line of 40 MB, a claim of billions and lines without end leave the panel answering', async () => {
  const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  const lines = [
    header('a', 'x'),
    log(0, 'x'.repeat(8_000_000), `{"a":${nested(2_000)}}`),
    packet(1, 'deep', `42["deep",${nested(20_000)}]`),
    packet(2, 'claims', '45999999999-["files",{"_placeholder":true,"num":999999999}]'),
    log(3, 'y'.repeat(40_000_000)),
    ...Array.from({ length: 50_000 }, (_, index) => log(4 + index, '(((((')),
    '{"end":true,"entries":9007199254740991,"redacted":{"x":9007199254740991}}',
  ];
  const longest = await open('bomb.ndjson', lines.join('\n'));
  await chooseTab(panel, 'Logs');
  // The line of 40 MB is left out, and said to be. Rows come into the list bit by bit.
  await until(async () => (await rowCount(panel, 'Server logs')) === 50_001, { describe: 'all lines' });
  expect(await panel.$eval('.opened-banner', (banner) => banner.textContent)).toContain('too long');
  expect(longest).toBeLessThan(ANSWER_MS);
  await close();
});
