import { LANGUAGES, type Language } from '../../core/settings/preferences.ts';
import { useApp } from '../../views/app.ts';
import { ChoiceField } from '../profile/fields.tsx';
import { inKey, say } from '../../core/words/say.ts';

export function LanguageChoice() {
  const { model, tell } = useApp();
  const preferences = model.preferences.value;
  const choose = (language: Language) => tell({ type: 'save-preferences', preferences: { ...preferences, language } });
  return <ChoiceField name="language" label={say('settings_language')} value={preferences.language} error="" choices={LANGUAGES} word={(language) => say(`settings_languages_${inKey(language)}`)} onChange={choose} />;
}
