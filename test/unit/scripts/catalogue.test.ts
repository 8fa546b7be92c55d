import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CATALOGUE_FILE, catalogue } from '../../../scripts/catalogue-page.ts';

it('docs/diagnosis.md is what `npm run catalogue` writes', () => {
  expect(readFileSync(CATALOGUE_FILE, 'utf8')).toBe(catalogue());
});
