/** What is said to stores and users fits the stores’ forms, and leaves out no permission. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../../scripts/paths.ts';

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const manifest = JSON.parse(read('manifest.json')) as { permissions: string[]; optional_permissions: string[] };
const LISTINGS = ['docs/store/listing.md', 'docs/store/listing.zh-CN.md'];

/** The sections of a listing, in order. */
const sectionsOf = (file: string) => read(file).split(/^## /m).slice(1).map((section) => section.slice(section.indexOf('\n')).trim());
const linksIn = (file: string) => [...read(file).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((match) => match[1]!);

describe.each([...LISTINGS, 'docs/privacy-policy.md'])('%s', (file) => {
  it.each([...manifest.permissions, ...manifest.optional_permissions])('says what %s is for', (permission) => {
    expect(read(file)).toContain(`\`${permission}\``);
  });
});

describe.each([...LISTINGS, 'docs/privacy-policy.md', 'docs/building.md'])('%s', (file) => {
  it('points only at files that exist', () => {
    for (const link of linksIn(file).filter((each) => !each.endsWith('/'))) expect(read(path.join(path.dirname(file), link)).length, link).toBeGreaterThan(0);
  });
});

describe.each(LISTINGS)('%s', (file) => {
  it('fits the forms', () => {
    const [name = '', summary = '', , description = ''] = sectionsOf(file);
    // Mozilla takes 50 characters of a name; Chrome 132 of a summary, and 16,000 of a description.
    for (const [text, limit] of [[name, 50], [summary, 132], [description, 16_000]] as const) {
      expect(text.length).toBeGreaterThan(5);
      expect(text.length).toBeLessThanOrEqual(limit);
    }
  });
});

it('says the same in both languages, section by section and point by point', () => {
  const shape = (file: string) => sectionsOf(file).map((section) => section.split('\n').filter((line) => /^[-•]/.test(line)).length);
  expect(shape(LISTINGS[1]!)).toEqual(shape(LISTINGS[0]!));
});

it('has up to five pictures of the size that the Chrome Web Store takes, without transparency', () => {
  const folder = 'docs/store/screenshots';
  const files = readdirSync(path.join(root, folder));
  expect(files.length).toBeGreaterThan(0);
  expect(files.length).toBeLessThanOrEqual(5);
  for (const file of files) {
    const png = readFileSync(path.join(root, folder, file));
    expect({ file, width: png.readUInt32BE(16), height: png.readUInt32BE(20), color: png[25] }).toEqual({ file, width: 1280, height: 800, color: 2 });
  }
});
