/** Holds that a finding can be told in both languages: no part is missing, and no fact that its words name is. */
import { expect } from 'vitest';
import type { Finding } from '../../../../src/core/entries/finding.ts';
import { findingWords } from '../../../../src/core/words/finding.ts';
import { inEach, PLACEHOLDER } from '../../../support/languages.ts';

export function expectWorded(finding: Finding): void {
  const { id, variant, facts } = finding;
  // What servers say may look like a placeholder.
  const named = { ...finding, facts: Object.fromEntries(Object.keys(facts).map((name) => [name, '…'])) };
  inEach(({ language, messages }) => {
    for (const part of ['title', 'cause', 'fix', 'link'] as const) {
      const told = findingWords(named, part);
      expect(told, `${part} of ${id} in ${language}`).not.toBe('');
      expect(told, `${part} of ${id} in ${language}`).not.toMatch(PLACEHOLDER);
    }
    const own = `diagnosis_${id.replaceAll('-', '_')}_${variant}_`;
    if (variant !== null) expect([...messages.keys()].some((key) => key.startsWith(own)), `${own} in ${language}`).toBe(true);
  });
}
