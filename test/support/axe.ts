/** axe-core over a view of the extension. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type Axe from 'axe-core';
import type { Page } from 'puppeteer-core';

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe finds serious or critical in a view as it stands, each with up to three of the elements that it concerns. */
export async function severeFindings(view: Page): Promise<string[]> {
  const loaded = await view.evaluate(() => 'axe' in globalThis);
  if (!loaded) await view.evaluate(await readFile(axeFile, 'utf8'));
  return view.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof Axe };
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    const severe = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    return severe.map(({ id, impact, nodes }) => {
      const places = nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${[...node.any, ...node.all, ...node.none][0]?.message ?? ''}`);
      return `${impact} ${id}: ${places.join(' | ')}`;
    });
  });
}
