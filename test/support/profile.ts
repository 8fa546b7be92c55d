import { defaultProfile, type Profile } from '../../src/core/settings/profile.ts';

export type ProfileChanges = Partial<Omit<Profile, 'timings' | 'events'>> & {
  timings?: Partial<Profile['timings']> | undefined;
  events?: Partial<Profile['events']> | undefined;
};

/** The default profile with changes, which may be to single timings and event names. */
export function profileFor(url: string, changes: ProfileChanges = {}): Profile {
  const base = defaultProfile('test');
  return { ...base, url, ...changes, timings: { ...base.timings, ...changes.timings }, events: { ...base.events, ...changes.events } };
}
