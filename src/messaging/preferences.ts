/** What is chosen once, for all connections: its schema, its defaults and its errors. Apart from profiles, so that small views know no more. */
import * as v from 'valibot';
import { parseWith, type Parsed } from './profile.ts';
import { DEFAULT_PRIVACY, privacySchema } from './privacy.ts';

/** The languages of the views; `auto` is the browser's. */
export const LANGUAGES = ['auto', 'en', 'zh-CN'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What was recorded is kept up to this size, all recordings together, and up to this age. */
export const retentionSchema = v.object({
  megabytes: v.pipe(
    v.number('Size must be a whole number of megabytes, such as 200.'),
    v.integer('Size must be a whole number of megabytes, such as 200.'),
    v.minValue(1, 'Size must be at least 1 MB.'),
    v.maxValue(100_000, 'Size must be at most 100000 MB.'),
  ),
  days: v.pipe(
    v.number('Age must be a whole number of days, such as 30.'),
    v.integer('Age must be a whole number of days, such as 30.'),
    v.minValue(1, 'Age must be at least 1 day.'),
    v.maxValue(3_650, 'Age must be at most 3650 days.'),
  ),
});

export const DEFAULT_KEPT = { megabytes: 200, days: 30 };

export const preferencesSchema = v.object({
  language: v.picklist(LANGUAGES, `Language must be one of ${LANGUAGES.join(', ')}.`),
  retention: retentionSchema,
  privacy: v.optional(privacySchema, DEFAULT_PRIVACY),
});

/** What is chosen once, for all connections. */
export type Preferences = v.InferOutput<typeof preferencesSchema>;

export function defaultPreferences(): Preferences {
  return { language: 'auto', retention: DEFAULT_KEPT, privacy: DEFAULT_PRIVACY };
}

/** Parses preferences, from a form or a file. */
export function parsePreferences(value: unknown): Parsed<Preferences> {
  return parseWith(preferencesSchema, value);
}

export function preferencesOf({ language, retention, privacy }: Preferences): Preferences {
  return { language, retention, privacy };
}
