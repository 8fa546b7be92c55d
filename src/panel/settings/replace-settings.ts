/** Replaces all connections and preferences, in a way that can be undone. */
import type { Choices } from '../../core/settings/settings.ts';
import { useApp } from '../../views/app.ts';

/** Resolves with what is wrong with the choices, or with null when they were taken over and `done` was said. */
export function useReplaceSettings(): (choices: Choices, done: string) => Promise<string | null> {
  const { model, send, tell, toasts } = useApp();
  return async (choices, done) => {
    const former: Choices = { profiles: [...model.profiles.value], preferences: model.preferences.value };
    const selected = model.selected.value;
    try {
      await send({ type: 'replace-settings', choices });
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    const undo = () => {
      tell({ type: 'replace-settings', choices: former });
      if (selected !== null) tell({ type: 'select', profile: selected });
    };
    toasts.show(done, { undo });
    return null;
  };
}
