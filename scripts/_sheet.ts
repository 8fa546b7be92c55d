import { readdirSync } from 'node:fs';
import { launchBrowser } from './browser/launch.ts';
const dir = '/tmp/yours/shots';
const { browser } = await launchBrowser();
const page = await browser.newPage();
const groups = new Map<string, string[]>();
for (const f of readdirSync(dir).filter((f) => f.endsWith('.png') && !f.startsWith('sheet') && !f.startsWith('popup'))) { const g = f.replace(/-\d+x\d+\.png$/, ''); groups.set(g, [...(groups.get(g) ?? []), f]); }
for (const [g, files] of groups) {
  const order = ['1300x800', '600x800', '320x800', '1300x380'];
  files.sort((a, b) => order.findIndex((o) => a.includes(o)) - order.findIndex((o) => b.includes(o)));
  await page.goto(`file://${dir}/${files[0]}`);
  await page.setViewport({ width: 2000, height: 1230 });
  await page.evaluate((d, fs) => { document.head.innerHTML = ''; document.body.style.cssText = 'margin:0;background:#888;display:flex;flex-wrap:wrap;gap:8px;align-items:flex-start'; document.body.innerHTML = fs.map((f: string) => `<img style="display:block" src="file://${d}/${f}">`).join(''); }, dir, files);
  await page.evaluate(() => Promise.all([...document.images].map((i) => i.decode())));
  await page.screenshot({ path: `${dir}/sheet-${g}.png` as `${string}.png` });
}
await browser.close();
