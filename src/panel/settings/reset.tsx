import { defaultPreferences } from '../../core/settings/preferences.ts';
import { defaultSettings } from '../../core/settings/settings.ts';
import { useApp } from '../../views/app.ts';
import { Button } from '../../views/components/button.tsx';
import { useReplaceSettings } from './replace-settings.ts';
import { say } from '../../core/words/say.ts';

export function Reset() {
  const { toasts } = useApp();
  const replace = useReplaceSettings();
  const reset = async () => {
    const refused = await replace({ profiles: [...defaultSettings().profiles], preferences: defaultPreferences() }, say('settings_wasReset'));
    if (refused !== null) toasts.show(refused, { tone: 'bad' });
  };
  return (
    <>
      <p class="muted">{say('settings_resetAbout')}</p>
      <div class="settings-actions">
        <Button icon="refresh" onPress={() => void reset()}>
          {say('settings_resetAction')}
        </Button>
      </div>
    </>
  );
}
