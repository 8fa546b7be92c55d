/** What the user says about secrets. */
import * as v from 'valibot';

export const privacySchema = v.object({
  /** Names of secrets besides the usual ones; with a minus before it, one that is none. */
  secretKeys: v.pipe(
    v.array(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100, 'The name of a secret is longer than 100 characters.'))),
    v.maxLength(50, 'Names of secrets can be 50 at the most.'),
  ),
  /** Whether recordings keep secrets. */
  keepSecrets: v.boolean(),
});

export type Privacy = v.InferOutput<typeof privacySchema>;

export const DEFAULT_PRIVACY: Privacy = { secretKeys: [], keepSecrets: false };
