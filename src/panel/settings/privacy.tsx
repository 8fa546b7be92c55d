import { useState } from 'preact/hooks';
import { namesIn } from '../../core/redaction/secret-names.ts';
import { useApp } from '../../views/app.ts';
import { Button } from '../../views/components/button.tsx';
import { CheckField, TextField } from '../profile/fields.tsx';
import { say } from '../../core/words/say.ts';


/** What counts as a secret, and whether recordings keep secrets. */
export function PrivacySettings() {
  const { model, send, toasts } = useApp();
  const { secretKeys, keepSecrets } = model.preferences.value.privacy;
  const [names, setNames] = useState(secretKeys.join(', '));
  const [keep, setKeep] = useState(keepSecrets);
  const [error, setError] = useState('');
  const save = async () => {
    try {
      await send({ type: 'save-preferences', preferences: { ...model.preferences.value, privacy: { secretKeys: namesIn(names), keepSecrets: keep } } });
      setError('');
      toasts.show(say('settings_privacy_saved'));
    } catch (reason) {
      setError(reason instanceof Error ? reason.message : String(reason));
    }
  };
  return (
    <form
      class="settings-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <p class="muted">{say('settings_privacy_about')}</p>
      <TextField name="secretKeys" label={say('settings_privacy_more')} note={say('settings_privacy_moreNote')} value={names} error={error} onChange={setNames} />
      <CheckField label={say('settings_privacy_keep')} checked={keep} onChange={setKeep} />
      {keep ? <p class="tone-text-warn">{say('settings_privacy_keepAbout')}</p> : null}
      <Button submit>{say('settings_privacy_save')}</Button>
    </form>
  );
}
