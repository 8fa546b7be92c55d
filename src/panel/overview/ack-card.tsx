import { useMemo } from 'preact/hooks';
import { useApp } from '../../ui/app.ts';
import { clip, formatCount, prettyJson } from '../../ui/format.ts';
import { ackStatus } from '../../ui/status-text.ts';
import { panelWords } from '../words.ts';
import { CopyRedacted } from '../sharing/copy-redacted.tsx';
import { Card } from './facts.tsx';

const say = panelWords.overview;
/** Enough to see what it is; Copy gives the whole. */
const PREVIEW = 4000;

export function AckCard() {
  const { connection, profile } = useApp().model;
  const view = connection.value;
  const payload = view?.ack.payload;
  const text = useMemo(() => (payload === null || payload === undefined ? '' : prettyJson(payload)), [payload]);
  return (
    <Card title={say.ack} note={say.ackEvent(profile.value?.events.ack ?? '')}>
      <p class={`card-value ${view?.ack.state === 'missing' ? 'tone-text-bad' : ''}`}>{ackStatus(view, profile.value?.timings.ackDeadlineMs ?? 0)}</p>
      {text === '' ? null : (
        <div class="payload">
          <pre tabIndex={0} role="group" aria-label={say.ackPayload}>
            {clip(text, PREVIEW)}
            {text.length > PREVIEW ? `\n… ${formatCount(text.length - PREVIEW)} more` : ''}
          </pre>
          <CopyRedacted text={() => text} what="payload" />
        </div>
      )}
    </Card>
  );
}
