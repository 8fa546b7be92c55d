/** What crosses the wire is shown as the applications sent it: decoded, acknowledged, filtered, in detail and to copy. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import { chooseTab, connectTo, fill, launchExtension, rowCount, waitForStatus, type RunningExtension } from '../support/extension.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';

/** A red dot of one pixel. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64');

/** The heartbeat that follows every connect, however long the tests go on. */
const FIRST_BEAT = String.raw`event:heartbeat_test /"seq":1\D/`;

let server: TestServer;
let extension: RunningExtension;
let panel: Page;

beforeAll(async () => {
  // Short, so that heartbeats come while the tests run.
  server = await startServer({ pingInterval: 300 });
  extension = await launchExtension();
  panel = await extension.openPanelTab();
  await panel.browserContext().overridePermissions(`chrome-extension://${extension.extensionId}`, ['clipboard-read', 'clipboard-write', 'clipboard-sanitized-write']);
  await connectTo(panel, server.url);
  await waitForStatus(panel, 'Heartbeat', /\d ms/);
  await chooseTab(panel, 'Messages');
});

afterAll(async () => {
  await extension?.close();
  await server?.close();
});

beforeEach(async () => {
  await fill(panel, 'Filter', '');
});

/** The cells of the rows in sight, as text. */
function rows(): Promise<string[][]> {
  return panel.$$eval('[role="grid"][aria-label="Messages"] [role="row"]', (found) =>
    found.map((row) => [...row.querySelectorAll('[role="gridcell"]')].map((cell) => cell.textContent?.trim() ?? '')),
  );
}

/** Filters until so many rows are left, and returns them: direction, event, arguments and acknowledgement. */
async function filtered(query: string, count: number): Promise<string[][]> {
  await fill(panel, 'Filter', query);
  let found = -1;
  await until(async () => (found = await rowCount(panel, 'Messages')) === count, { describe: () => `${count} rows for ${query}, not ${found}` });
  return (await rows()).map(([, direction, , , event, preview, , ack]) => [direction!.slice(1), event!, preview!, ack!]);
}

async function open(query: string): Promise<void> {
  await filtered(query, 1);
  const grid = (await panel.$('aria/Messages[role="grid"]'))!;
  await grid.focus();
  await panel.keyboard.press('Home');
  await panel.keyboard.press('Enter');
  await until(() => panel.$('aria/Packet[role="complementary"]'), { describe: 'the detail' });
}

const tree = () => panel.$$eval('[role="tree"] [role="treeitem"]', (items) => items.map((item) => item.textContent?.replace(/^[▾▸]/, '')));
const button = (name: string) => panel.locator(`aria/${name}[role="button"]`).click();

async function copied(name: string): Promise<string> {
  await panel.evaluate(() => navigator.clipboard.writeText(''));
  await button(name);
  return until(() => panel.evaluate(() => navigator.clipboard.readText()), { describe: `what ${name} copies` });
}

describe('the Messages view', () => {
  it('shows events of both directions with what became of their acknowledgements', async () => {
    const [beat] = await filtered(`${FIRST_BEAT} dir:out`, 1);
    expect(beat).toMatchObject(['Sent', 'heartbeat_test', expect.stringContaining('seq: 1'), expect.stringMatching(/^answered in (<0\.1|\d+(\.\d)?) ms$/)]);
    const answer = await filtered(String.raw`type:ack dir:in /"seq":1\D/`, 1);
    expect(answer[0]).toMatchObject(['Received', 'ack', expect.any(String), expect.stringMatching(/^answers after (<0\.1|\d+(\.\d)?) ms$/)]);
    const [acknowledged] = await filtered('event:connection_ack', 1);
    expect(acknowledged?.[2]).toContain('status:');
    server.io.timeout(60_000).emit('question', { text: 'Are you there?' }, () => undefined);
    expect(await filtered('event:question ack:pending', 1)).toEqual([['Received', 'question', '{text: "Are you there?"}', 'pending']]);
    await until(async () => (await rows())[0] === undefined, { describe: 'the question to leave those that wait' });
    expect((await filtered('ack:timeout', 1))[0]?.[3]).toBe('timed out');
  });

  it('shows binary attachments as what they are', async () => {
    server.io.emit('file', { name: 'dot.png', data: PNG }, Buffer.from([1, 2, 255]));
    expect((await filtered('event:file', 1))[0]?.[2]).toBe(`{name: "dot.png", data: <${PNG.length} bytes>}, <3 bytes>`);
    await open('event:file');
    expect(await tree()).toEqual(['0: {2}', 'name: "dot.png"', `data: <${PNG.length} B>`, '1: <3 B>']);
    await until(() => panel.$('aria/Attachment 1 as an image[role="image"]'), { describe: 'the image' });
    expect(await panel.$eval('img[alt="Attachment 1 as an image"]', async (image) => (await image.decode(), image.naturalWidth))).toBe(1);
    await panel.$$eval('.attachment details', (details) => details.forEach((element) => (element.open = true)));
    await until(() => panel.$('::-p-text(00000000  01 02 ff)'), { describe: 'the hex dump of the second' });
    expect(JSON.parse(await copied('Copy JSON'))).toEqual(['file', { name: 'dot.png', data: { base64: PNG.toString('base64') } }, { base64: 'AQL/' }]);
    expect(await copied('Copy raw')).toMatch(/^452-\["file",/);
    expect(await copied('Copy code')).toBe(`socket.emit("file", {"name": "dot.png", "data": new Uint8Array([${PNG.join(', ')}])}, new Uint8Array([1, 2, 255]));`);
  });

  it('folds heartbeats, and shows them on demand', async () => {
    await filtered('type:ping', 0);
    await until(() => panel.$('::-p-text(heartbeats folded)'), { describe: 'the count of heartbeats' });
    await button('Heartbeats');
    await until(async () => (await rowCount(panel, 'Messages')) > 0, { describe: 'the pings' });
    expect((await rows()).every(([, , , , event]) => event === 'ping')).toBe(true);
    await button('Heartbeats');
    await until(async () => (await rowCount(panel, 'Messages')) === 0, { describe: 'the pings to be folded again' });
  });

  it('says what is wrong with a filter, and goes on with the one before', async () => {
    const [sent] = await filtered(FIRST_BEAT, 1);
    await panel.locator('aria/Filter[role="searchbox"]').click();
    await panel.keyboard.press('End');
    await panel.keyboard.type(' "never closed');
    await until(() => panel.$('::-p-text(the quote is never closed)'), { describe: 'the mistake' });
    expect(await rowCount(panel, 'Messages')).toBe(1);
    expect((await rows())[0]?.[4]).toBe(sent?.[1]);
  });

  it('leads from an event to its acknowledgement and back', async () => {
    await open(FIRST_BEAT);
    await button('Go to the acknowledgement');
    await until(() => panel.$('aria/Go to the event[role="button"]'), { describe: 'the acknowledgement in detail' });
    const selected = () => panel.$eval('[role="grid"] [aria-selected="true"]', (row) => row.textContent ?? '');
    expect(await selected()).toContain('answers after');
    await button('Go to the event');
    await until(async () => (await selected()).includes('heartbeat_test'), { describe: 'the event again' });
    await button('Highlight');
  });

  it('has a tree that the keyboard opens and closes, and shows long lists in parts', async () => {
    server.io.emit('list', { items: Array.from({ length: 250 }, (_, index) => ({ index })) }, 'x'.repeat(3_000));
    await open('event:list');
    await panel.focus('[role="tree"]');
    const length = async (count: number, what: string) => until(async () => (await tree()).length === count, { describe: what });
    for (const key of ['Home', 'ArrowDown', 'ArrowRight'] as const) await panel.keyboard.press(key);
    await length(104, 'a hundred items');
    expect((await tree())[102]).toBe('150 more');
    for (const key of ['End', 'ArrowUp', 'Enter'] as const) await panel.keyboard.press(key);
    await length(204, 'two hundred items');
    for (const key of ['Home', 'ArrowLeft'] as const) await panel.keyboard.press(key);
    await length(2, 'the arguments alone');
  });

  it('goes from match to match among all packets', async () => {
    await button('Highlight');
    await fill(panel, 'Filter', 'event:file');
    const grid = (await panel.$('aria/Messages[role="grid"]'))!;
    await until(async () => (await rowCount(panel, 'Messages')) > 1, { describe: 'every packet' });
    await grid.focus();
    await panel.keyboard.press('Home');
    await panel.keyboard.press('n');
    await until(() => panel.$eval('[role="grid"] [aria-selected="true"]', (row) => row.textContent?.includes('dot.png')), { describe: 'the match' });
    await button('Highlight');
  });

  it('keeps named filters, and brings a deleted one back', async () => {
    await filtered('dir:in event:file', 1);
    await button('Saved filters');
    await panel.locator('aria/Name of the filter in the box[role="textbox"]').fill('Files');
    await panel.keyboard.press('Enter');
    await button('Delete “Files”');
    await until(() => panel.$('::-p-text(No filter is saved yet)'), { describe: 'the empty list' });
    await button('Undo');
    await fill(panel, 'Filter', '');
    await button('Saved filters');
    await panel.locator('.saved-filter').click();
    await until(() => panel.$eval('input[type="search"]', (box) => box.value === 'dir:in event:file'), { describe: 'the filter in the box' });
  });
});
