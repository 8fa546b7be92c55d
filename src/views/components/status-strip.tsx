import type { ComponentChildren } from 'preact';
import { useApp } from '../app.ts';
import { now } from '../clock.ts';
import { formatSeconds } from '../../core/words/format.ts';
import { ackStatus, connectionStatus, hasPlace, heartbeatStatus, statusTones, transportStatus } from '../status-text.ts';
import { CopyButton } from './copy-button.tsx';
import { Icon, type IconName } from './icons.tsx';
import { PhaseIcon } from './phase-badge.tsx';
import { say } from '../../core/words/say.ts';

const TONE_ICONS = { good: 'check', bad: 'cross', warn: 'warning', calm: 'dots' } as const satisfies Record<string, IconName>;

/**
 * The live regions and the session id. Acknowledgement and heartbeat have theirs unless the server is known to do without.
 * Whatever ticks stands outside the regions, or hidden inside, so that they don't chatter.
 */
export function StatusStrip() {
  const { connection, profile } = useApp().model;
  const view = connection.value;
  const ready = profile.value !== null;
  const tones = statusTones(view);
  const status = connectionStatus(view, view?.nextAttemptAt == null ? 0 : now.value);
  const phase = view?.phase ?? 'disconnected';
  return (
    <div class="status-strip">
      <Status id="connection" tone={tones.connection} icon={<PhaseIcon phase={phase} />} ready={ready} after={<Since />}>
        {status.lead}
        {status.ticking === '' ? null : <span aria-hidden="true">{status.ticking}</span>}
        {/* An empty text would be put in anew whenever this is drawn, and read out as a change of the region. */}
        {status.tail === '' ? null : status.tail}
      </Status>
      {hasPlace(view, profile.value, 'ack') ? (
        <Status id="acknowledgement" tone={tones.ack} ready={ready}>
          {ackStatus(view, profile.value?.timings.ackDeadlineMs ?? 0)}
        </Status>
      ) : null}
      {hasPlace(view, profile.value, 'heartbeat') ? (
        <Status id="heartbeat" tone={tones.heartbeat} icon={<Icon name="pulse" />} ready={ready}>
          {heartbeatStatus(view)}
        </Status>
      ) : null}
      <Status id="transport" tone="calm" icon={<Icon name="arrow" />} ready={ready}>
        {transportStatus(view)}
      </Status>
      <Session sid={view?.sid ?? ''} />
    </div>
  );
}

interface StatusProps {
  readonly id: 'connection' | 'acknowledgement' | 'heartbeat' | 'transport';
  readonly tone: keyof typeof TONE_ICONS;
  readonly icon?: ComponentChildren;
  /** Before the first snapshot nothing is known, and saying “Disconnected” would be a lie. */
  readonly ready: boolean;
  readonly after?: ComponentChildren;
  readonly children: ComponentChildren;
}

function Status({ id, tone, icon, ready, after, children }: StatusProps) {
  const name = say(`common_${id}`);
  return (
    <div class={`status status-${id} tone-${tone}`}>
      <span class="status-label" aria-hidden="true">
        {name}
      </span>
      <span class="status-value">
        {icon ?? <Icon name={TONE_ICONS[tone]} />}
        <span role="status" aria-label={name}>
          {ready ? children : null}
        </span>
        {after}
      </span>
    </div>
  );
}

/** How long it has been as it is. Counts every second, hence outside the live region. */
function Since() {
  const view = useApp().model.connection.value;
  if (view?.phase !== 'connected' || view.connectedAt === null) return null;
  return <span class="muted nowrap">{say('common_session_up', { duration: formatSeconds(now.value - view.connectedAt) })}</span>;
}

function Session({ sid }: { sid: string }) {
  return (
    <div class="status status-session">
      <span class="status-label">{say('common_session_label')}</span>
      <span class="status-value">
        <code data-field="sid" class="sid">
          {sid}
        </code>
        {sid === '' ? <span class="muted">{say('common_session_none')}</span> : <CopyButton text={() => sid} what={say('common_what_sid')} />}
      </span>
    </div>
  );
}
