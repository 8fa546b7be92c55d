import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { RecordingsView } from '../recordings/recordings-view.ts';
import { FaultList } from './fault-list.tsx';
import { LanguageChoice } from './language-choice.tsx';
import { PrivacySettings } from './privacy.tsx';
import { Reset } from './reset.tsx';
import { RetentionForm } from './retention-form.tsx';
import { SettingsFile } from './settings-file.tsx';
import { ShortcutList } from './shortcut-list.tsx';
import { SiteAccess } from './site-access.tsx';
import { say } from '../../core/words/say.ts';
import type { PlainKey } from '../../core/words/keys.ts';

/** What is set once, for all connections: one row for each section. */
const SECTIONS: readonly { title: PlainKey; show: (recordings: RecordingsView) => ComponentChildren }[] = [
  { title: 'settings_recordings', show: (recordings) => <RetentionForm recordings={recordings} /> },
  { title: 'settings_privacy_title', show: () => <PrivacySettings /> },
  { title: 'settings_access_title', show: () => <SiteAccess /> },
  { title: 'settings_shortcuts_title', show: () => <ShortcutList /> },
  { title: 'settings_language', show: () => <LanguageChoice /> },
  { title: 'settings_file', show: () => <SettingsFile /> },
  { title: 'settings_faults_title', show: () => <FaultList /> },
  { title: 'settings_reset', show: () => <Reset /> },
];

export function Settings({ recordings }: { recordings: RecordingsView }) {
  return (
    <div class="settings-view">
      {SECTIONS.map(({ title, show }) => (
        <Section key={title} title={say(title)}>
          {show(recordings)}
        </Section>
      ))}
    </div>
  );
}

function Section({ title, children }: { title: string; children: ComponentChildren }) {
  const id = useId();
  return (
    <section class="settings-section" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}
