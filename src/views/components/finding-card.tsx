import type { ComponentChildren } from 'preact';
import type { Finding } from '../../core/entries/finding.ts';
import { findingWords } from '../../core/words/finding.ts';
import { Icon } from './icons.tsx';

/** One finding: its title, and whatever a view says about it. */
export function FindingCard({ finding, level, children }: { finding: Finding; level: 2 | 3; children: ComponentChildren }) {
  const Heading = `h${level}` as const;
  return (
    <article class={`finding confidence-${finding.confidence} ${finding.benign ? 'benign' : ''}`} data-diagnosis={finding.id}>
      <Heading class="finding-title">
        <Icon name={finding.benign ? 'check' : 'warning'} />
        <span>{findingWords(finding, 'title')}</span>
      </Heading>
      {children}
    </article>
  );
}
