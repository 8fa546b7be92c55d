/** A finding in full: cause, fix with a configuration to copy, the entries that it rests on, and where to read more. */
import { useEffect, useState } from 'preact/hooks';
import { remediesFor } from '../../core/diagnosis/remedies.ts';
import type { Finding, ServerKind } from '../../core/entries/finding.ts';
import { useApp } from '../../views/app.ts';
import type { Subject } from '../../views/dismissals.ts';
import { Button } from '../../views/components/button.tsx';
import { CopyButton } from '../../views/components/copy-button.tsx';
import { FindingCard } from '../../views/components/finding-card.tsx';
import { evidenceOf, type Evidence } from '../lists/evidence.ts';
import { formatMillis, formatTimeOfDay } from '../../core/words/format.ts';
import { findingWords } from '../../core/words/finding.ts';
import { CureButton } from './cure-button.tsx';
import { useLeads } from './leads.ts';
import { say } from '../../core/words/say.ts';

/** The names of servers, which are the same in every language. */
const SERVER_NAMES: Readonly<Record<ServerKind, string>> = {
  'flask-socketio': 'Flask-SocketIO',
  'python-socketio': 'python-socketio',
  node: 'Node',
  nginx: 'nginx',
  gunicorn: 'gunicorn',
  vite: 'Vite',
};

export function FindingDetails({ subject, finding }: { subject: Subject; finding: Finding }) {
  const { dismissals } = useApp();
  const link = findingWords(finding, 'link');
  return (
    <FindingCard finding={finding} level={3}>
      <dl class="finding-parts">
        <dt>{say('findings_cause')}</dt>
        <dd>{findingWords(finding, 'cause')}</dd>
        <dt>{say('findings_fix')}</dt>
        <dd>{findingWords(finding, 'fix')}</dd>
      </dl>
      {subject === 'page' ? null : <CureButton finding={finding} />}
      {finding.decide === null ? null : <p class="muted">{say(`findings_decide_${finding.decide}`)}</p>}
      <Configuration finding={finding} />
      <EvidenceList finding={finding} />
      <p class="finding-foot">
        <span class="tag">{finding.benign ? say('findings_benign') : say(`findings_confidence_${finding.confidence}`)}</span>
        <span class="tag">{say(`findings_where_${finding.where}`)}</span>
        {link === '' ? null : (
          <a href={link} target="_blank" rel="noreferrer">
            {say('findings_documentation')}
          </a>
        )}
        <Button look="quiet" onPress={() => dismissals.dismiss(subject, finding)}>
          {say('findings_dismiss')}
        </Button>
      </p>
    </FindingCard>
  );
}

/** The configuration for the server that answered, or for another one of the reader's choice. */
function Configuration({ finding }: { finding: Finding }) {
  const remedies = remediesFor(finding);
  const [chosen, setChosen] = useState(0);
  const remedy = remedies[chosen] ?? remedies[0];
  if (remedy === undefined) return null;
  return (
    <details class="finding-more">
      <summary>{say('findings_configuration', { title: remedy.title })}</summary>
      {remedies.length < 2 ? null : (
        <label class="remedy-choice">
          <span class="muted">{say('findings_configurationFor')}</span>
          <select class="input" value={String(chosen)} onChange={(event) => setChosen(Number(event.currentTarget.value))}>
            {remedies.map(({ server, title }, index) => (
              <option key={`${server} ${title}`} value={String(index)}>
                {say('remedies_choice', { server: SERVER_NAMES[server], title })}
              </option>
            ))}
          </select>
        </label>
      )}
      <div class="payload">
        <pre tabIndex={0}>{remedy.code}</pre>
        <CopyButton text={() => remedy.code} what={say('findings_code')} />
      </div>
    </details>
  );
}

function EvidenceList({ finding }: { finding: Finding }) {
  const { model } = useApp();
  const recordings = [model.recording.value, model.page.value].filter((recording) => recording !== null);
  for (const { signals, packets, logs } of recordings) for (const list of [signals, packets, logs]) void list.version.value;
  const { stored } = useLeads();
  void stored.version.value;
  const isComplete = recordings.every(({ hasPackets }) => hasPackets.value);
  // What this view will be told needs not be read; of a recording from a file, nothing is on disk.
  const isStored = isComplete && model.onDisk.value;
  const { evidence, gone } = evidenceOf(finding.evidence, recordings, (ref) => (isStored ? stored.at(ref) : isComplete ? null : 'unread'));
  const missing = finding.evidence.length - evidence.length;
  useEffect(() => {
    // It may be a packet that this view was not told of yet.
    if (missing > 0) model.packetsWanted.value = true;
  }, [missing > 0]);
  if (finding.evidence.length === 0) return null;
  return (
    <details class="finding-more">
      <summary>{`${say('findings_evidence')} (${finding.evidence.length})`}</summary>
      <ul class="evidence">
        {evidence.map((item) => (
          <EvidenceItem key={`${item.ref.source} ${item.ref.seq}`} item={item} />
        ))}
      </ul>
      {gone > 0 ? <p class="muted">{say('findings_gone', { count: gone })}</p> : null}
    </details>
  );
}

function EvidenceItem({ item }: { item: Evidence }) {
  const { show } = useLeads();
  const { sight } = item;
  return (
    <li>
      <time class="muted">
        {formatTimeOfDay(item.at)}
        <span class="millis">{formatMillis(item.at)}</span>
      </time>{' '}
      {sight === null ? (
        <span class="isolate">{item.text}</span>
      ) : (
        <button type="button" class="link isolate" onClick={() => show(sight)}>
          {item.text}
        </button>
      )}
    </li>
  );
}
