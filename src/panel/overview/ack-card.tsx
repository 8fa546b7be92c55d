import { useMemo } from 'preact/hooks';
import { useApp } from '../../views/app.ts';
import { prettyJson, shown } from '../../core/words/format.ts';
import { ackStatus } from '../../views/status-text.ts';
import { CopyRedacted } from '../sharing/copy-redacted.tsx';
import { Card } from './facts.tsx';
import { say } from '../../core/words/say.ts';

/** Enough to see what it is; Copy gives the whole. */
const PREVIEW = 4000;

export function AckCard() {
  const { connection, profile } = useApp().model;
  const view = connection.value;
  const payload = view?.ack.payload;
  const text = useMemo(() => (payload === null || payload === undefined ? '' : prettyJson(payload)), [payload]);
  return (
    <Card title={say('overview_ack')} note={say('overview_ackEvent', { event: profile.value?.events.ack ?? '' })}>
      <p class={`card-value ${view?.ack.state === 'missing' ? 'tone-text-bad' : ''}`}>{ackStatus(view, profile.value?.timings.ackDeadlineMs ?? 0)}</p>
      {text === '' ? null : (
        <div class="payload">
          <pre tabIndex={0} role="group" aria-label={say('overview_ackPayload')}>
            {shown(text, PREVIEW)}
            {text.length > PREVIEW ? `\n… ${say('messages_moreCharacters', { count: text.length - PREVIEW })}` : ''}
          </pre>
          <CopyRedacted text={() => text} what={say('overview_what_payload')} />
        </div>
      )}
    </Card>
  );
}
