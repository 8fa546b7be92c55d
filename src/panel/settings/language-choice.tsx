import { LANGUAGES } from '../../messaging/preferences.ts';
import { useApp } from '../../ui/app.ts';
import { ChoiceField } from '../profile/fields.tsx';
import { settingsWords as say } from './words.ts';

export function LanguageChoice() {
  const { model, tell } = useApp();
  const preferences = model.preferences.value;
  const choose = (language: string) => tell({ type: 'save-preferences', preferences: { ...preferences, language } });
  return <ChoiceField name="language" label={say.language} value={preferences.language} error="" choices={LANGUAGES} words={say.languages} onChange={choose} />;
}
