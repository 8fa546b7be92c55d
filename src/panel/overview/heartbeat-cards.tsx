import { useApp } from '../../views/app.ts';
import { now } from '../../views/clock.ts';
import { formatCount, formatDuration, formatMs, formatSeconds } from '../../core/words/format.ts';
import { pingSlack } from '../../views/status-text.ts';
import { Button } from '../../views/components/button.tsx';
import { Card, Fact, Facts } from './facts.tsx';
import { say } from '../../core/words/say.ts';

/** The engine's pings. They are the server's, so there are gaps and slack here and no round trip. */
export function PingCard() {
  const view = useApp().model.connection.value;
  const slack = pingSlack(view, now.value);
  return (
    <Card title={say('overview_enginePings')} note={say('overview_enginePingsNote')}>
      {view === null || slack === null ? (
        <p class="muted">{say('overview_noPings')}</p>
      ) : (
        <>
          <Facts>
            <Fact name={say('overview_lastGap')}>
              {view.ping.gapMs === null ? say('overview_unknown') : formatDuration(view.ping.gapMs)}
              <span class="muted">{` ${say('overview_negotiated', { interval: formatDuration(view.handshake?.pingInterval ?? 0) })}`}</span>
            </Fact>
            <Fact name={say('overview_pings')}>{formatCount(view.ping.count)}</Fact>
            <Fact name={say('overview_slack')}>{formatSeconds(slack.leftMs)}</Fact>
          </Facts>
          <progress class={slack.leftMs < slack.limitMs / 4 ? 'low' : ''} max={slack.limitMs} value={slack.leftMs} aria-label={say('overview_slack')} />
        </>
      )}
    </Card>
  );
}

/** The application's own heartbeat: the only real round trip. */
export function HeartbeatCard() {
  const { model, tell } = useApp();
  const view = model.connection.value;
  const events = model.profile.value?.events;
  const beat = view?.heartbeat;
  const inFlight = beat?.sentAt != null;
  const ready = view?.phase === 'connected' && !inFlight;
  const ms = (value: number | null | undefined) => (value == null ? say('overview_unknown') : formatMs(value));
  return (
    <Card
      title={say('overview_appHeartbeat')}
      note={say('overview_appHeartbeatNote', { event: events?.heartbeat ?? '' })}
      action={
        <Button icon="pulse" unavailable={!ready} onPress={() => view && tell({ type: 'heartbeat', profile: view.id })}>
          {say('overview_send')}
        </Button>
      }
    >
      {beat === undefined || beat.support === 'none' ? (
        <p class="muted">{say('overview_unsupported', { event: events?.heartbeat ?? '' })}</p>
      ) : (
        <>
          <dl class="stats">
            <Stat name={say('overview_last')} value={ms(beat.lastMs)} />
            <Stat name={say('overview_min')} value={ms(beat.minMs)} />
            <Stat name={say('overview_median')} value={ms(beat.medianMs)} />
            <Stat name={say('overview_p95')} value={ms(beat.p95Ms)} />
            <Stat name={say('overview_max')} value={ms(beat.maxMs)} />
            <Stat name={say('overview_answered')} value={formatCount(beat.answered)} />
            <Stat name={say('overview_missed')} value={formatCount(beat.missed)} bad={beat.missed > 0} />
          </dl>
          <p class="muted">
            {inFlight ? say('overview_sending') : beat.lastVia === null ? '' : say(`overview_via_${beat.lastVia}`)}
          </p>
        </>
      )}
    </Card>
  );
}

function Stat({ name, value, bad = false }: { name: string; value: string; bad?: boolean }) {
  return (
    <div class="stat">
      <dt>{name}</dt>
      <dd class={bad ? 'tone-text-bad' : ''}>{value}</dd>
    </div>
  );
}
