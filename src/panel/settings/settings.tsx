import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { RecordingsView } from '../recordings/recordings-view.ts';
import { LanguageChoice } from './language-choice.tsx';
import { PrivacySettings } from './privacy.tsx';
import { Reset } from './reset.tsx';
import { RetentionForm } from './retention-form.tsx';
import { SettingsFile } from './settings-file.tsx';
import { ShortcutList } from './shortcut-list.tsx';
import { SiteAccess } from './site-access.tsx';
import { settingsWords as say } from './words.ts';

/** What is set once, for all connections: one row for each section. */
const SECTIONS: readonly { title: string; show: (recordings: RecordingsView) => ComponentChildren }[] = [
  { title: say.recordings, show: (recordings) => <RetentionForm recordings={recordings} /> },
  { title: say.privacy.title, show: () => <PrivacySettings /> },
  { title: say.access.title, show: () => <SiteAccess /> },
  { title: say.shortcuts.title, show: () => <ShortcutList /> },
  { title: say.language, show: () => <LanguageChoice /> },
  { title: say.file, show: () => <SettingsFile /> },
  { title: say.reset, show: () => <Reset /> },
];

export function Settings({ recordings }: { recordings: RecordingsView }) {
  return (
    <div class="settings-view">
      {SECTIONS.map(({ title, show }) => (
        <Section key={title} title={title}>
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
