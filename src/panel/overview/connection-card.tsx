import { isDisguised, type ConnectAs } from '../../messaging/connect-as.ts';
import type { ConnectionView } from '../../messaging/connection-view.ts';
import { useApp } from '../../ui/app.ts';
import { now } from '../../ui/clock.ts';
import { clip, formatBytes, formatClockOffset, formatCount, formatDuration, formatSeconds, formatTimestamp } from '../../ui/format.ts';
import { words } from '../../ui/words.ts';
import { panelWords } from '../words.ts';
import { CopyButton } from '../../ui/components/copy-button.tsx';
import { PhaseBadge } from '../../ui/components/phase-badge.tsx';
import { Card, Fact, Facts } from './facts.tsx';

const say = panelWords.overview;
/** A reason may quote a server. */
const LONGEST_REASON = 1000;

export function ConnectionCard() {
  const { connection, profile } = useApp().model;
  const view = connection.value;
  return (
    <Card title={say.connection} action={view === null ? null : <PhaseBadge phase={view.phase} />}>
      <Facts>
        <Fact name={say.address}>
          <code class="break">{profile.value?.url ?? ''}</code>
        </Fact>
        {profile.value === null ? null : <ConnectingAs connectAs={profile.value.connectAs} />}
        {view === null ? null : <Standing view={view} />}
        {view === null ? null : <SessionFacts view={view} />}
      </Facts>
      {view?.handshake == null ? (
        <p class="muted">{view?.phase === 'disconnected' || view === null ? say.notConnected : ''}</p>
      ) : (
        <p>{say.deadServer(formatDuration(view.handshake.pingInterval + view.handshake.pingTimeout))}</p>
      )}
    </Card>
  );
}

/** Says that the connection is not a plain one, and in what. */
function ConnectingAs({ connectAs }: { connectAs: ConnectAs }) {
  if (!isDisguised(connectAs)) return null;
  const headers = Object.keys(connectAs.headers);
  return (
    <Fact name={say.connectAs}>
      {connectAs.origin === null ? say.extension : <code class="break">{connectAs.origin}</code>}
      {headers.length === 0 ? null : <span class="muted" title={headers.join(', ')}>{` · ${say.withHeaders(headers.length)}`}</span>}
      {connectAs.acceptedCertificate ? <span class="muted">{` · ${say.acceptedCertificate}`}</span> : null}
    </Fact>
  );
}

function Standing({ view }: { view: ConnectionView }) {
  return (
    <>
      <Fact name={words.phase[view.phase]}>
        <span title={formatTimestamp(view.since)}>{words.session.since(formatSeconds(now.value - view.since))}</span>
      </Fact>
      {view.connects > 1 ? <Fact name={say.connects}>{formatCount(view.connects)}</Fact> : null}
      {view.why === null ? null : (
        <Fact name={say.why}>
          <span class="isolate break">{clip(view.why, LONGEST_REASON)}</span>
        </Fact>
      )}
      {view.transport === null ? null : (
        <Fact name={say.transport}>
          {view.transport}
          <Upgrade view={view} />
        </Fact>
      )}
    </>
  );
}

function Upgrade({ view }: { view: ConnectionView }) {
  if (view.upgrade === null) return null;
  const { stage, transport, reason } = view.upgrade;
  if (stage === 'done') return <span class="muted">{` · ${say.upgradeDone(transport)}`}</span>;
  if (stage === 'failed') return <span class="tone-text-warn isolate">{` · ${say.upgradeFailed(transport, clip(reason ?? '', LONGEST_REASON))}`}</span>;
  return <span class="muted">{` · ${say.upgradeStarted(transport)}`}</span>;
}

function SessionFacts({ view }: { view: ConnectionView }) {
  const { handshake } = view;
  return (
    <>
      <Sid name={say.socketSid} sid={view.sid} />
      <Sid name={say.engineSid} sid={view.engineSid} />
      {handshake === null ? null : (
        <>
          <Fact name={say.pingInterval}>{formatDuration(handshake.pingInterval)}</Fact>
          <Fact name={say.pingTimeout}>{formatDuration(handshake.pingTimeout)}</Fact>
          <Fact name={say.maxPayload}>{handshake.maxPayload === null ? say.unknown : formatBytes(handshake.maxPayload)}</Fact>
          <Fact name={say.upgrades}>{clip(handshake.upgrades.join(', '), 200) || say.noUpgrades}</Fact>
        </>
      )}
      {view.recovered === null ? null : <Fact name={say.recovered}>{view.recovered ? say.yes : say.no}</Fact>}
      {view.clockOffsetMs === null ? null : <Fact name={say.clock}>{formatClockOffset(view.clockOffsetMs)}</Fact>}
    </>
  );
}

function Sid({ name, sid }: { name: string; sid: string | null }) {
  if (sid === null) return null;
  return (
    <Fact name={name}>
      <code class="break">{clip(sid, 200)}</code> <CopyButton text={() => sid} what={name} />
    </Fact>
  );
}
