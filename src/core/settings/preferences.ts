/** What is chosen once, for all connections: its schema, its defaults and its errors. Apart from profiles, so that small views know no more. */
import * as v from 'valibot';
import { parseWith, type Parsed } from './profile.ts';
import { DEFAULT_PRIVACY, privacySchema } from './privacy.ts';
import { say } from '../words/say.ts';

/** The languages of the views; `auto` is the browser's. */
export const LANGUAGES = ['auto', 'en', 'zh-CN'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What was recorded is kept up to this size, all recordings together, and up to this age. */
export const retentionSchema = v.object({
  megabytes: v.pipe(
    v.number(() => say('settings_notANumber_megabytes')),
    v.integer(() => say('settings_notANumber_megabytes')),
    v.minValue(1, () => say('errors_sizeTooSmall')),
    v.maxValue(100_000, () => say('errors_sizeTooLarge', { most: 100_000 })),
  ),
  days: v.pipe(
    v.number(() => say('settings_notANumber_days')),
    v.integer(() => say('settings_notANumber_days')),
    v.minValue(1, () => say('errors_ageTooSmall')),
    v.maxValue(3_650, () => say('errors_ageTooLarge', { most: 3_650 })),
  ),
});

export const DEFAULT_KEPT = { megabytes: 200, days: 30 };

export const preferencesSchema = v.object({
  language: v.picklist(LANGUAGES, () => say('errors_language', { languages: LANGUAGES.join(', ') })),
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
