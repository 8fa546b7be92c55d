/** A finding: a cause that was named, and what it rests on. It carries facts and no words: whoever shows it words it. */
import * as v from 'valibot';
import { confidenceSchema, entryRefSchema, toldSchemas } from '../recording/entry.ts';

export const findingSchema = v.object({
  /** As in the project's failure catalogue; also the value of `data-diagnosis`. */
  id: v.string(),
  ...toldSchemas,
  /** Where something has to be changed. */
  where: v.picklist(['server', 'client', 'proxy', 'browser']),
  confidence: confidenceSchema,
  /** Whether it is harmless: said calmly, and no reason to alarm anybody. */
  benign: v.boolean(),
  /** The entries that it rests on, oldest first. */
  evidence: v.array(entryRefSchema),
  /** What the server is taken for, where its answers tell: the key of the configuration to show first. */
  server: v.nullable(v.picklist(['flask-socketio', 'python-socketio', 'node', 'nginx', 'gunicorn', 'vite'])),
});
export type Finding = v.InferOutput<typeof findingSchema>;
export type Confidence = Finding['confidence'];
export type ServerKind = NonNullable<Finding['server']>;
