import { useApp } from '../../ui/app.ts';
import { now } from '../../ui/clock.ts';
import { formatCount, formatDuration, formatMs, formatSeconds } from '../../ui/format.ts';
import { pingSlack } from '../../ui/status-text.ts';
import { panelWords } from '../words.ts';
import { Button } from '../../ui/components/button.tsx';
import { Card, Fact, Facts } from './facts.tsx';

const say = panelWords.overview;

/** The engine's pings. They are the server's, so there are gaps and slack here and no round trip. */
export function PingCard() {
  const view = useApp().model.connection.value;
  const slack = pingSlack(view, now.value);
  return (
    <Card title={say.enginePings} note={say.enginePingsNote}>
      {view === null || slack === null ? (
        <p class="muted">{say.noPings}</p>
      ) : (
        <>
          <Facts>
            <Fact name={say.lastGap}>
              {view.ping.gapMs === null ? say.unknown : formatDuration(view.ping.gapMs)}
              <span class="muted">{` ${say.negotiated(formatDuration(view.handshake?.pingInterval ?? 0))}`}</span>
            </Fact>
            <Fact name={say.pings}>{formatCount(view.ping.count)}</Fact>
            <Fact name={say.slack}>{formatSeconds(slack.leftMs)}</Fact>
          </Facts>
          <progress class={slack.leftMs < slack.limitMs / 4 ? 'low' : ''} max={slack.limitMs} value={slack.leftMs} aria-label={say.slack} />
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
  const ms = (value: number | null | undefined) => (value == null ? say.unknown : formatMs(value));
  return (
    <Card
      title={say.appHeartbeat}
      note={say.appHeartbeatNote(events?.heartbeat ?? '')}
      action={
        <Button icon="pulse" unavailable={!ready} onPress={() => view && tell({ type: 'heartbeat', profile: view.id })}>
          {say.send}
        </Button>
      }
    >
      {beat === undefined || beat.support === 'none' ? (
        <p class="muted">{say.unsupported(events?.heartbeat ?? '')}</p>
      ) : (
        <>
          <dl class="stats">
            <Stat name={say.last} value={ms(beat.lastMs)} />
            <Stat name={say.min} value={ms(beat.minMs)} />
            <Stat name={say.median} value={ms(beat.medianMs)} />
            <Stat name={say.p95} value={ms(beat.p95Ms)} />
            <Stat name={say.max} value={ms(beat.maxMs)} />
            <Stat name={say.answered} value={formatCount(beat.answered)} />
            <Stat name={say.missed} value={formatCount(beat.missed)} bad={beat.missed > 0} />
          </dl>
          <p class="muted">
            {inFlight ? say.sending : beat.lastVia === null ? '' : `${say.via}: ${beat.lastVia === 'event' ? say.viaEvent : say.viaAcknowledgement}`}
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
