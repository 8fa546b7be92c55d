/** Saves a profile through a view's own port, for tests whose subject is not the editor. */
import { profileFor, type ProfileChanges } from './profile.ts';
import { sendCommand } from './command.ts';
import type { View } from './extension.ts';
import { until } from './until.ts';

/** `changes` are to the default profile with the report's timings. Returns when the view lists the profile. */
export async function saveProfile(view: View, changes: ProfileChanges & { id: string }): Promise<void> {
  const profile = profileFor('http://127.0.0.1:5552', changes);
  await sendCommand(view, { type: 'save-profile', id: 1, profile });
  await until(() => view.$(`option[value="${changes.id}"]`), { describe: `the profile ${changes.id} in the list` });
}
