import type { ComponentChildren } from 'preact';
import type { Finding } from '../../messaging/finding.ts';
import { clip } from '../format.ts';
import { Icon } from './icons.tsx';

/** A finding may quote a server. Nobody reads more than this of it in a card. */
const MOST = 1000;

/** A part of a finding, bounded. */
export function findingText(text: string): string {
  return clip(text, MOST);
}

/** One finding: its title, and whatever a view says about it. */
export function FindingCard({ finding, level, children }: { finding: Finding; level: 2 | 3; children: ComponentChildren }) {
  const Heading = `h${level}` as const;
  return (
    <article class={`finding confidence-${finding.confidence} ${finding.benign ? 'benign' : ''}`} data-diagnosis={finding.id}>
      <Heading class="finding-title">
        <Icon name={finding.benign ? 'check' : 'warning'} />
        <span>{findingText(finding.title)}</span>
      </Heading>
      {children}
    </article>
  );
}
