/** A view whose code cannot be loaded says so, leaves the rest of the panel alone, and comes when it can be. */
import { cp, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import { distFor } from '../../scripts/paths.ts';
import { chooseTab, launchExtension, type RunningExtension } from '../support/extension.ts';
import { until } from '../support/until.ts';

let folder: string;
let extension: RunningExtension;
let panel: Page;

/** Takes the code of a part away, and returns what brings it back. */
async function takeAway(part: string): Promise<() => Promise<void>> {
  const chunks = path.join(folder, 'chunks');
  const name = (await readdir(chunks)).find((file) => file.startsWith(`${part}-`))!;
  await rename(path.join(chunks, name), path.join(folder, name));
  return () => rename(path.join(folder, name), path.join(chunks, name));
}

/** Waits until something that the selector finds says so. */
async function says(selector: string, words: RegExp): Promise<void> {
  const texts = () => panel.$$eval(selector, (elements) => elements.map(({ textContent }) => textContent ?? ''));
  await until(async () => (await texts()).some((text) => words.test(text)), { describe: () => `${selector} to say ${String(words)}` });
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'holdfast-later-'));
  await cp(distFor('chrome'), folder, { recursive: true });
  extension = await launchExtension({ dist: folder });
  panel = await extension.openPanelTab();
});

afterAll(async () => {
  await extension?.close();
  await rm(folder, { recursive: true, force: true });
});

it('says that a view cannot be loaded, and loads it when asked again', async () => {
  const bringBack = await takeAway('compose');
  await chooseTab(panel, 'Compose');
  await says('[role="alert"]', /^This part of Holdfast could not be loaded\./);
  await chooseTab(panel, 'Overview');
  await panel.locator('aria/Connection[role="status"]').wait();
  await chooseTab(panel, 'Compose');
  await bringBack();
  await panel.locator('aria/Try again[role="button"]').click();
  await panel.locator('aria/Event[role="textbox"]').wait();
});

it('says that a dialog cannot be loaded, keeps the focus, and opens it the next time', async () => {
  const bringBack = await takeAway('profile-editor');
  const edit = () => panel.locator('aria/Edit…[role="button"]').click();
  await edit();
  await says('aria/Notices[role="region"]', /This part of Holdfast could not be loaded\./);
  expect(await panel.evaluate(() => document.activeElement?.textContent)).toContain('Edit…');
  await bringBack();
  await edit();
  await panel.locator('aria/Address[role="textbox"]').wait();
});
