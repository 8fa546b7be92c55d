/** What is wrong with the connection and with the page's own sockets, or that nothing is, and what was checked. */
import type { Finding } from '../../core/entries/finding.ts';
import type { Ladder } from '../../core/entries/ladder.ts';
import { useApp } from '../../views/app.ts';
import type { Subject } from '../../views/dismissals.ts';
import { now } from '../../views/clock.ts';
import type { RecordingModel } from '../../views/model.ts';
import { newestRound, type ProbeRound } from './probe-round.ts';
import { Button } from '../../views/components/button.tsx';
import { Icon } from '../../views/components/icons.tsx';
import { LadderList } from '../../views/components/ladder.tsx';
import { Checks, Progress } from './checks.tsx';
import { healthOf, type Health } from './health.ts';
import { DiagnoseButton } from './diagnose-button.tsx';
import { FindingDetails } from './finding-details.tsx';
import { say } from '../../core/words/say.ts';

/** Of the selected connection, and below it of the inspected page where something is wrong there. */
export function Diagnosis() {
  const { model } = useApp();
  const view = model.connection.value;
  const findings = view?.findings ?? [];
  const pageFindings = model.pageFindings.value;
  const round = useRound(model.recording.value);
  return (
    <section class={`diagnosis ${findings.length === 0 ? 'healthy' : ''}`} aria-label={say('common_diagnosis')}>
      <header class="diagnosis-head">
        <h2>{say('findings_title')}</h2>
        {findings.length === 0 ? <HealthLine health={healthOf(view?.ladders ?? [], view?.phase ?? 'disconnected')} healthy={say('findings_healthy')} /> : null}
        {view === null ? null : <DiagnoseButton request={{ type: 'diagnose', profile: view.id }} round={round} label={say('findings_diagnose')} />}
      </header>
      <Progress round={round} />
      <Ladders ladders={view?.ladders ?? []} />
      {view === null ? null : <Findings subject={{ connection: view.id }} findings={findings} />}
      {round === null ? null : <Checks round={round} open={findings.length === 0} />}
      {pageFindings.length === 0 ? null : (
        <>
          <h3>{say('findings_page')}</h3>
          <Findings subject="page" findings={pageFindings} />
        </>
      )}
    </section>
  );
}

/** Of the inspected page alone. `url` is the address of the socket whose server is asked, or null while there is none. */
export function PageDiagnosis({ url, pageOrigin }: { url: string | null; pageOrigin: string | null }) {
  const { model, page } = useApp();
  const findings = model.pageFindings.value;
  const ladders = model.pageLadders.value;
  const round = useRound(model.page.value);
  if (page === null || (url === null && findings.length === 0)) return null;
  return (
    <section class={`diagnosis page-diagnosis ${findings.length === 0 ? 'healthy' : ''}`} aria-label={say('common_diagnosis')}>
      <header class="diagnosis-head">
        <h2>{say('findings_title')}</h2>
        {findings.length === 0 ? <HealthLine health={healthOf(ladders, null)} healthy={say('findings_healthyPage')} /> : null}
        {url === null ? null : <DiagnoseButton request={{ type: 'diagnose-page', tabId: page.tabId, url, pageOrigin }} round={round} label={say('findings_diagnosePage')} />}
      </header>
      <Progress round={round} />
      <Ladders ladders={ladders} />
      <Findings subject="page" findings={findings} />
      {round === null ? null : <Checks round={round} open={findings.length === 0} />}
    </section>
  );
}

/** So many servers are shown with their ladders; a page with more has those that fail. */
const MOST_LADDERS = 3;

function Ladders({ ladders }: { ladders: readonly Ladder[] }) {
  const failing = ladders.filter(({ health }) => health === 'failing');
  const shown = (ladders.length > MOST_LADDERS ? failing : ladders).slice(0, MOST_LADDERS);
  return (
    <>
      {shown.map((ladder) => (
        <LadderList key={ladder.server} ladder={ladder} named={ladders.length > 1} />
      ))}
    </>
  );
}

function useRound(recording: RecordingModel | null): ProbeRound | null {
  void recording?.signals.version.value;
  return recording === null ? null : newestRound(recording.signals, now.value);
}

function HealthLine({ health, healthy }: { health: Health; healthy: string }) {
  return (
    <p class="muted healthy-line">
      {health === 'healthy' ? <Icon name="check" /> : null}
      {health === 'healthy' ? healthy : say(`findings_${health}`)}
    </p>
  );
}

/** What was dismissed is counted, and shown again on demand. */
function Findings({ subject, findings }: { subject: Subject; findings: readonly Finding[] }) {
  const { dismissals } = useApp();
  if (findings.length === 0) return null;
  const shown = findings.filter((finding) => !dismissals.has(subject, finding));
  const dismissed = findings.length - shown.length;
  return (
    <div class="findings">
      {shown.map((finding) => (
        <FindingDetails key={finding.id} subject={subject} finding={finding} />
      ))}
      {dismissed === 0 ? null : (
        <p>
          <Button look="quiet" onPress={() => dismissals.restore(subject)}>
            {say('findings_dismissed', { count: dismissed })}
          </Button>
        </p>
      )}
    </div>
  );
}
