/** A finding: a cause that was named, and what it rests on. It carries facts and no words: whoever shows it words it. */
import type { FactOf } from './entry.ts';

type Recorded = FactOf<'diagnosis'>;

/** What a finding says, how certain it is, and the entries that it rests on, oldest first, is what a recording keeps of it. */
export interface Finding extends Pick<Recorded, 'variant' | 'facts' | 'confidence' | 'evidence'> {
  /** As in the project's failure catalogue; also the value of `data-diagnosis`. */
  readonly id: string;
  /** Where something has to be changed. */
  readonly where: 'server' | 'client' | 'proxy' | 'browser';
  /** Whether it is harmless: said calmly, and no reason to alarm anybody. */
  readonly benign: boolean;
  /** What would decide between it and its rivals: a round of questions, a terminal, …; null where nothing is left to decide. */
  readonly decide: 'diagnose' | 'terminal' | 'console' | 'log' | 'access' | null;
  /** What the server is taken for, where its answers tell: the key of the configuration to show first. */
  readonly server: 'flask-socketio' | 'python-socketio' | 'node' | 'nginx' | 'gunicorn' | 'vite' | null;
}
export type Confidence = Finding['confidence'];
export type ServerKind = NonNullable<Finding['server']>;
