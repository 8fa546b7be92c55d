import { useState } from 'preact/hooks';
import type { FieldError } from '../../core/settings/profile.ts';
import { useApp } from '../../views/app.ts';
import { Button } from '../../views/components/button.tsx';
import { CommandError } from '../../views/link.ts';
import { TextField } from '../profile/fields.tsx';
import type { RecordingsView } from '../recordings/recordings-view.ts';
import { StorageUse } from '../recordings/storage-use.tsx';
import { say } from '../../core/words/say.ts';

type Field = 'megabytes' | 'days';

/** How much of what was recorded is kept, and for how long. */
export function RetentionForm({ recordings }: { recordings: RecordingsView }) {
  const { model, send, toasts } = useApp();
  const { preferences } = model;
  const { retention } = preferences.value;
  /** What is written and not saved yet. */
  const [draft, setDraft] = useState<Partial<Record<Field, string>>>({});
  const [error, setError] = useState<FieldError | null>(null);
  const text = (name: Field) => draft[name] ?? String(retention[name]);
  const save = async () => {
    const [megabytes, days] = (['megabytes', 'days'] as const).map((name) => (/^\s*\d+\s*$/.test(text(name)) ? Number(text(name)) : null));
    if (megabytes == null) return setError({ field: 'retention.megabytes', message: say('settings_notANumber_megabytes') });
    if (days == null) return setError({ field: 'retention.days', message: say('settings_notANumber_days') });
    try {
      await send({ type: 'save-preferences', preferences: { ...preferences.value, retention: { megabytes, days } } });
      setError(null);
      setDraft({});
      recordings.refresh();
      toasts.show(say('settings_saved'));
    } catch (reason) {
      setError(reason instanceof CommandError ? reason : { field: '', message: String(reason) });
    }
  };
  const field = (name: Field, label: string, unit: string) => (
    <TextField
      name={name}
      label={label}
      note={unit}
      numeric
      value={text(name)}
      error={error?.field === `retention.${name}` ? error.message : ''}
      onChange={(value) => setDraft({ ...draft, [name]: value })}
    />
  );
  return (
    <form
      class="settings-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <StorageUse view={recordings} />
      <div class="field-grid">
        {field('megabytes', say('settings_megabytes'), say('settings_megabytesUnit'))}
        {field('days', say('settings_days'), say('settings_daysUnit'))}
      </div>
      <p class="muted">{say('settings_recordingsAbout')}</p>
      <p role="alert" class="field-error">
        {error !== null && !error.field.startsWith('retention.') ? error.message : ''}
      </p>
      <Button submit>{say('settings_save')}</Button>
    </form>
  );
}
