import { useState } from 'preact/hooks';
import { namesIn } from '../../sharing/secret-names.ts';
import { useApp } from '../../ui/app.ts';
import { Button } from '../../ui/components/button.tsx';
import { CheckField, TextField } from '../profile/fields.tsx';
import { settingsWords } from './words.ts';

const say = settingsWords.privacy;

/** What counts as a secret, and whether recordings keep secrets. */
export function PrivacySettings() {
  const { model, send, toasts } = useApp();
  const { secretKeys, keepSecrets } = model.privacy.value;
  const [names, setNames] = useState(secretKeys.join(', '));
  const [keep, setKeep] = useState(keepSecrets);
  const [error, setError] = useState('');
  const save = async () => {
    try {
      await send({ type: 'set-privacy', privacy: { secretKeys: namesIn(names), keepSecrets: keep } });
      setError('');
      toasts.show(say.saved);
    } catch (reason) {
      setError(reason instanceof Error ? reason.message : String(reason));
    }
  };
  return (
    <section class="settings-section" aria-label={say.title}>
      <h3>{say.title}</h3>
      <p class="muted">{say.about}</p>
      <TextField name="secretKeys" label={say.more} note={say.moreNote} value={names} error={error} onChange={setNames} />
      <CheckField label={say.keep} checked={keep} onChange={setKeep} />
      {keep ? <p class="tone-text-warn">{say.keepAbout}</p> : null}
      <div>
        <Button look="primary" onPress={() => void save()}>
          {say.save}
        </Button>
      </div>
    </section>
  );
}
