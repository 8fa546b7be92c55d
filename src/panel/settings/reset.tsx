import { defaultPreferences } from '../../messaging/preferences.ts';
import { defaultSettings } from '../../messaging/settings.ts';
import { useApp } from '../../ui/app.ts';
import { Button } from '../../ui/components/button.tsx';
import { useReplaceSettings } from './replace-settings.ts';
import { say } from '../../words/say.ts';

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
