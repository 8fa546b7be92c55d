import browser from 'webextension-polyfill';
import type { Fault } from '../../core/contract/fault.ts';
import { useApp } from '../../views/app.ts';
import { CopyButton } from '../../views/components/copy-button.tsx';
import { formatTimestamp, shown } from '../../core/words/format.ts';
import { say } from '../../core/words/say.ts';

const LONGEST = 500;

/** What goes into a report: which Holdfast in which browser, and a line for each error. */
function reportOf(faults: readonly Fault[]): string {
  const lines = faults.map(({ at, where, what, times }) => `${formatTimestamp(at)}  ${where}  ${what}${times > 1 ? `  ×${times}` : ''}`);
  return [`Holdfast ${browser.runtime.getManifest().version}, ${navigator.userAgent}`, ...lines].join('\n');
}

/** The errors of Holdfast itself that it got over, the newest first, and a way to report them. */
export function FaultList() {
  const faults = useApp().model.faults.value;
  if (faults.length === 0) return <p class="muted">{say('settings_faults_none')}</p>;
  return (
    <>
      <p class="muted">{say('settings_faults_about')}</p>
      <ol class="fault-list" aria-label={say('settings_faults_title')}>
        {faults.toReversed().map(({ at, where, what, times }) => (
          <li key={`${where} ${what}`}>
            <span class="muted mono">{formatTimestamp(at)}</span> <code>{where}</code> {times > 1 ? <span class="muted">{say('settings_faults_times', { count: times })}</span> : null}
            <div class="mono break isolate">{shown(what, LONGEST)}</div>
          </li>
        ))}
      </ol>
      <div class="settings-actions">
        <CopyButton text={() => reportOf(faults)} what={say('settings_faults_copyWhat')} roomy />
      </div>
    </>
  );
}
