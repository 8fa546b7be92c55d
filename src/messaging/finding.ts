/** A finding: a cause that was named, what it rests on, and what to change. */
import * as v from 'valibot';
import { entryRefSchema } from '../recording/entry.ts';

export const findingSchema = v.object({
  /** As in the project's failure catalogue; also the value of `data-diagnosis`. */
  id: v.string(),
  /** The finding in one sentence. */
  title: v.string(),
  cause: v.string(),
  fix: v.string(),
  /** Where something has to be changed. */
  where: v.picklist(['server', 'client', 'proxy', 'browser']),
  confidence: v.picklist(['certain', 'likely', 'guess']),
  /** Whether it is harmless: said calmly, and no reason to alarm anybody. */
  benign: v.boolean(),
  /** The entries that it rests on, oldest first. */
  evidence: v.array(entryRefSchema),
  /** Documentation that a reader can check it against. */
  link: v.string(),
  /** What the server is taken for, where its answers tell: the key of the configuration to show first. */
  server: v.nullable(v.picklist(['flask-socketio', 'python-socketio', 'node', 'nginx', 'gunicorn', 'vite'])),
});
export type Finding = v.InferOutput<typeof findingSchema>;
export type Confidence = Finding['confidence'];
export type ServerKind = NonNullable<Finding['server']>;
