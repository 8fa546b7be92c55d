/** Which findings somebody has put aside. One that goes and comes again is shown again. */
import { effect, signal } from '@preact/signals';
import type { Finding } from '../core/entries/finding.ts';
import type { Model } from './model.ts';

/** Whose findings: a connection's by its id, or those of the inspected page. */
export type Subject = { readonly connection: string } | 'page';

export interface Dismissals {
  has(subject: Subject, finding: Finding): boolean;
  dismiss(subject: Subject, finding: Finding): void;
  /** Shows all of a subject again. */
  restore(subject: Subject): void;
}

const ownerOf = (subject: Subject) => (subject === 'page' ? 'page' : `connection ${subject.connection}`);
const keyOf = (subject: Subject, { id, variant }: Finding) => `${ownerOf(subject)}/${id}/${variant ?? ''}`;

export function createDismissals(model: Pick<Model, 'connections' | 'pageFindings'>): Dismissals {
  const dismissed = signal<ReadonlySet<string>>(new Set());
  effect(() => {
    const present = new Set(model.pageFindings.value.map((finding) => keyOf('page', finding)));
    for (const [connection, { findings }] of model.connections.value) for (const finding of findings) present.add(keyOf({ connection }, finding));
    const left = [...dismissed.peek()].filter((key) => present.has(key));
    if (left.length < dismissed.peek().size) dismissed.value = new Set(left);
  });
  return {
    has: (subject, finding) => dismissed.value.has(keyOf(subject, finding)),
    dismiss(subject, finding) {
      dismissed.value = new Set([...dismissed.value, keyOf(subject, finding)]);
    },
    restore(subject) {
      dismissed.value = new Set([...dismissed.value].filter((key) => !key.startsWith(`${ownerOf(subject)}/`)));
    },
  };
}
