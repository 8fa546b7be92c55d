import { useRef, useState } from 'preact/hooks';
import { newCollectors, readSettings, writeSettings } from '../../core/files/settings-file.ts';
import { useApp } from '../../views/app.ts';
import { Button } from '../../views/components/button.tsx';
import { clip } from '../../core/words/format.ts';
import { CheckField } from '../profile/fields.tsx';
import { download, fileName } from '../sharing/save-file.ts';
import { useReplaceSettings } from './replace-settings.ts';
import { say, sayList } from '../../core/words/say.ts';

/** In bytes. A thousand connections take less. */
const LARGEST = 20_000_000;

/** Saves connections and settings as a file, and reads such a file. */
export function SettingsFile() {
  const { model, toasts } = useApp();
  const replace = useReplaceSettings();
  const [withSecrets, setWithSecrets] = useState(false);
  const [mistake, setMistake] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const present = () => ({ profiles: [...model.profiles.value], preferences: model.preferences.value });
  const save = () => {
    const choices = present();
    const { text, leftOut } = writeSettings(choices, withSecrets);
    const file = fileName('settings', Date.now(), 'json');
    download(new Blob([text], { type: 'application/json' }), file);
    toasts.show(exported(file, choices.profiles.length, leftOut));
  };
  const read = async (file: File) => {
    const name = clip(file.name, 100);
    setMistake('');
    // What is too large is no file of ours, and is not even read.
    const text = file.size > LARGEST ? '' : await file.text().catch(() => null);
    const choices = text === null ? null : readSettings(text, present());
    if (choices === null) return setMistake(say('settings_notImported', { file: name, why: say('settings_unreadable') }));
    if (!choices.ok) return setMistake(say('settings_notImported', { file: name, why: choices.error.message }));
    const collectors = newCollectors(present().profiles, choices.value.profiles);
    const done = collectors.length === 0 ? say('settings_imported', { file: name }) : say('settings_importedCollectors', { file: name, hosts: clip(sayList(collectors), 300) });
    const refused = await replace(choices.value, done);
    if (refused !== null) setMistake(say('settings_notImported', { file: name, why: refused }));
  };
  return (
    <>
      <p class="muted">{say('settings_fileAbout')}</p>
      <CheckField label={say('settings_withSecrets')} checked={withSecrets} onChange={setWithSecrets} />
      {withSecrets ? <p class="tone-text-warn">{say('settings_secretsAbout')}</p> : null}
      <div class="settings-actions">
        <Button icon="save" onPress={save}>
          {say('settings_export')}
        </Button>
        <Button icon="page" onPress={() => input.current?.click()}>
          {say('settings_import')}
        </Button>
        <input
          ref={input}
          type="file"
          hidden
          accept=".json,application/json"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file !== undefined) void read(file);
            // The same file can be chosen again.
            event.currentTarget.value = '';
          }}
        />
      </div>
      <p role="alert" class="field-error">
        {mistake}
      </p>
    </>
  );
}

function exported(file: string, count: number, leftOut: number): string {
  const connections = say('settings_connections', { count });
  return leftOut === 0 ? say('settings_exported', { file, connections }) : say('settings_exportedWithout', { file, connections, count: leftOut });
}
