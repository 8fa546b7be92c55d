/** Whatever a server sends as a log line is shown as text, counted exactly, and never stops the panel. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import { chooseTab, connectTo, fill, launchExtension, rowCount, type RunningExtension } from '../support/extension.ts';
import { allMessages } from '../support/panel-logs.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';

let server: TestServer;
let extension: RunningExtension;
let panel: Page;

beforeAll(async () => {
  server = await startServer({ maxHttpBufferSize: 1e8 });
  extension = await launchExtension();
  panel = await extension.openPanelTab();
  await connectTo(panel, server.url);
  await chooseTab(panel, 'Logs');
});

afterAll(async () => {
  await extension?.close();
  await server?.close();
});

function nested(levels: number): unknown {
  let value: unknown = 'bottom';
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

describe('log_message', () => {
  it('that is a number, a list, null, deeply nested, binary, HTML or nothing is a line of text', async () => {
    const html = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>';
    for (const payload of [42, [1, 'two', null], null, { message: nested(500) }, Buffer.from([1, 2, 3]), { message: html, level: html, logger: html }]) server.log(payload);
    server.io.emit('log_message');
    await until(async () => (await rowCount(panel, 'Server logs')) === 7, { describe: 'seven lines' });
    const messages = await allMessages(panel);
    expect(messages[0]).toBe('42');
    expect(messages[1]).toBe('[1,"two",null]');
    expect(messages[2]).toBe('null');
    expect(messages[3]).toContain('…');
    expect(messages[4]).toContain('binary, 3 bytes');
    expect(messages[5]).toBe(html);
    expect(await panel.$$('[role="grid"] img, [role="grid"] script')).toEqual([]);
    expect(await panel.title()).not.toBe('owned');
  });

  it('of 1 MB is one row, and can be read in full', async () => {
    const before = await rowCount(panel, 'Server logs');
    server.log({ message: `${'x'.repeat(1_000_000)} end` });
    await until(async () => (await rowCount(panel, 'Server logs')) === before + 1, { describe: 'the line' });
    const grid = (await panel.$('aria/Server logs[role="grid"]'))!;
    await grid.focus();
    await panel.keyboard.press('End');
    await panel.keyboard.press('Enter');
    await panel.locator('::-p-text(Show all)').click();
    await until(() => panel.$$eval('pre', (texts) => texts.some((text) => text.textContent.endsWith('x end'))), { describe: 'the end of the line' });
    await panel.keyboard.press('Escape');
  });

  it('ten thousand times in a burst is counted exactly, while the panel stays responsive', async () => {
    const before = await rowCount(panel, 'Server logs');
    server.burst(10_000);
    // The panel is worked while the lines arrive.
    await fill(panel, 'Filter', 'no line says this');
    await until(async () => (await rowCount(panel, 'Server logs')) === 0, { describe: 'the filter' });
    await panel.locator('aria/Clear the filter[role="button"]').click();
    await until(async () => (await rowCount(panel, 'Server logs')) === before + 10_000, { describe: 'ten thousand lines' });
    expect(await panel.$$eval('[role="grid"] [role="row"]', (rows) => rows.length)).toBeLessThan(200);
  });

  it('is hidden by Clear, and back after Undo', async () => {
    const before = await rowCount(panel, 'Server logs');
    await panel.locator('aria/Clear[role="button"]').click();
    await until(async () => (await rowCount(panel, 'Server logs')) === 0, { describe: 'an empty list' });
    await panel.locator('aria/Undo[role="button"]').click();
    await until(async () => (await rowCount(panel, 'Server logs')) === before, { describe: 'the lines to be back' });
  });

  it('has its level in the same colour and weight as all others of it, though rows take the elements of those that go', async () => {
    const levels = ['debug', 'info', 'warning', 'error'];
    for (let line = 0; line < 60; line += 1) {
      const before = await rowCount(panel, 'Server logs');
      server.log({ level: levels[(line * 7 + (line >> 2)) % 4], message: `coloured ${line}` });
      await until(async () => (await rowCount(panel, 'Server logs')) > before, { describe: 'the line' });
    }
    await until(async () => (await panel.$$('[role="row"] .log-message')).length > 0, { describe: 'rows' });
    const looks = await panel.$$eval('[role="grid"][aria-label="Server logs"] [role="row"]', (rows) =>
      rows.map((row) => row.querySelector<HTMLElement>('.log-level')!).map((cell) => ({ level: cell.textContent, look: `${getComputedStyle(cell).color} ${getComputedStyle(cell).fontWeight}` })),
    );
    const looksOf = (wanted: string | null) => [...new Set(looks.filter(({ level }) => level === wanted).map(({ look }) => look))];
    const seen = [...new Set(looks.map(({ level }) => level))];
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.map((level) => [level, looksOf(level).length])).toEqual(seen.map((level) => [level, 1]));
  });

  it('waits while the list is paused, and none is lost', async () => {
    const before = await rowCount(panel, 'Server logs');
    await panel.locator('aria/Pause[role="button"]').click();
    server.burst(25);
    await until(() => panel.$('::-p-text(25 )'), { describe: 'the count of what waits' });
    expect(await rowCount(panel, 'Server logs')).toBe(before);
    await panel.locator('aria/Resume[role="button"]').click();
    await until(async () => (await rowCount(panel, 'Server logs')) === before + 25, { describe: 'what waited' });
  });
});
