/** What the user says about secrets. */
import * as v from 'valibot';
import { say } from '../words/say.ts';

export const privacySchema = v.object({
  /** Names of secrets besides the usual ones; with a minus before it, one that is none. */
  secretKeys: v.pipe(
    v.array(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100, () => say('errors_secretNameTooLong', { most: 100 })))),
    v.maxLength(50, () => say('errors_secretNamesTooMany', { most: 50 })),
  ),
  /** Whether recordings keep secrets. */
  keepSecrets: v.boolean(),
});

export type Privacy = v.InferOutput<typeof privacySchema>;

export const DEFAULT_PRIVACY: Privacy = { secretKeys: [], keepSecrets: false };
