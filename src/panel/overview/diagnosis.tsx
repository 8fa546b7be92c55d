import type { Finding } from '../../messaging/finding.ts';
import { useApp } from '../../ui/app.ts';
import { FindingCard, findingText } from '../../ui/components/finding-card.tsx';
import { Icon } from '../../ui/components/icons.tsx';
import { words } from '../../ui/words.ts';
import { panelWords } from '../words.ts';

const say = panelWords.overview;

/** What is wrong with the connection, if anything. */
export function Diagnosis() {
  const view = useApp().model.connection.value;
  const findings = view?.findings ?? [];
  // A connection that fails for reasons that no rule knows must not be called healthy.
  const failing = view?.phase === 'failed' || view?.phase === 'reconnecting';
  return (
    <section class={`diagnosis ${findings.length === 0 ? 'healthy' : ''}`} aria-label={words.names.diagnosis}>
      <h2>{say.diagnosis}</h2>
      {findings.length === 0 ? (
        <p class="muted healthy-line">
          {failing ? null : <Icon name="check" />}
          {failing ? say.unexplained : say.healthy}
        </p>
      ) : (
        <div class="findings">
          {findings.map((finding) => (
            <FullFinding key={finding.id} finding={finding} />
          ))}
        </div>
      )}
    </section>
  );
}

function FullFinding({ finding }: { finding: Finding }) {
  return (
    <FindingCard finding={finding} level={3}>
      <dl class="finding-parts">
        <dt>{say.cause}</dt>
        <dd>{findingText(finding.cause)}</dd>
        <dt>{say.fix}</dt>
        <dd>{findingText(finding.fix)}</dd>
      </dl>
      <p class="finding-foot">
        <span class="tag">{say.confidence[finding.confidence]}</span>
        <span class="tag">{say.where[finding.where]}</span>
      </p>
    </FindingCard>
  );
}
