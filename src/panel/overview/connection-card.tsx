import { isDisguised, type ConnectAs } from '../../core/settings/connect-as.ts';
import type { ConnectionView } from '../../core/contract/connection-view.ts';
import { useApp } from '../../views/app.ts';
import { now } from '../../views/clock.ts';
import { formatBytes, formatClockOffset, formatCount, formatDuration, formatSeconds, formatTimestamp, shown } from '../../core/words/format.ts';
import { phaseWord } from '../../views/status-text.ts';
import { CopyButton } from '../../views/components/copy-button.tsx';
import { PhaseBadge } from '../../views/components/phase-badge.tsx';
import { Card, Fact, Facts } from './facts.tsx';
import { say } from '../../core/words/say.ts';
import { whyText } from '../../core/words/why-text.ts';

/** A reason may quote a server. */
const LONGEST_REASON = 1000;

export function ConnectionCard() {
  const { connection, profile } = useApp().model;
  const view = connection.value;
  return (
    <Card title={say('overview_connection')} action={view === null ? null : <PhaseBadge view={view} />}>
      <Facts>
        <Fact name={say('overview_address')}>
          <code class="break">{profile.value?.url ?? ''}</code>
        </Fact>
        {profile.value === null ? null : <ConnectingAs connectAs={profile.value.connectAs} />}
        {view === null ? null : <Standing view={view} />}
        {view === null ? null : <SessionFacts view={view} />}
      </Facts>
      {view?.handshake == null ? (
        <p class="muted">{view?.phase === 'disconnected' || view === null ? say('overview_notConnected') : ''}</p>
      ) : (
        <p>{say('overview_deadServer', { seconds: formatDuration(view.handshake.pingInterval + view.handshake.pingTimeout) })}</p>
      )}
    </Card>
  );
}

/** Says that the connection is not a plain one, and in what. */
function ConnectingAs({ connectAs }: { connectAs: ConnectAs }) {
  if (!isDisguised(connectAs)) return null;
  const headers = Object.keys(connectAs.headers);
  return (
    <Fact name={say('overview_connectAs')}>
      {connectAs.origin === null ? say('overview_extension') : <code class="break">{connectAs.origin}</code>}
      {headers.length === 0 ? null : <span class="muted" title={headers.join(', ')}>{` · ${say('overview_withHeaders', { count: headers.length })}`}</span>}
      {connectAs.acceptedCertificate ? <span class="muted">{` · ${say('overview_acceptedCertificate')}`}</span> : null}
    </Fact>
  );
}

function Standing({ view }: { view: ConnectionView }) {
  return (
    <>
      <Fact name={phaseWord(view)}>
        <span title={formatTimestamp(view.since)}>{say('common_session_since', { duration: formatSeconds(now.value - view.since) })}</span>
      </Fact>
      {view.connects > 1 ? <Fact name={say('overview_connects')}>{formatCount(view.connects)}</Fact> : null}
      {view.why === null ? null : (
        <Fact name={say('overview_why')}>
          <span class="isolate break">{shown(whyText(view.why), LONGEST_REASON)}</span>
        </Fact>
      )}
      {view.transport === null ? null : (
        <Fact name={say('overview_transport')}>
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
  if (stage === 'done') return <span class="muted">{` · ${say('overview_upgradeDone', { transport })}`}</span>;
  if (stage === 'failed') return <span class="tone-text-warn isolate">{` · ${reason === null || reason === '' ? say('overview_upgradeFailed', { transport }) : say('overview_upgradeFailedWhy', { transport, reason: shown(reason, LONGEST_REASON) })}`}</span>;
  return <span class="muted">{` · ${say('overview_upgradeStarted', { transport })}`}</span>;
}

function SessionFacts({ view }: { view: ConnectionView }) {
  const { handshake } = view;
  return (
    <>
      <Sid name={say('overview_socketSid')} sid={view.sid} />
      <Sid name={say('overview_engineSid')} sid={view.engineSid} />
      {handshake === null ? null : (
        <>
          <Fact name={say('overview_pingInterval')}>{formatDuration(handshake.pingInterval)}</Fact>
          <Fact name={say('overview_pingTimeout')}>{formatDuration(handshake.pingTimeout)}</Fact>
          <Fact name={say('overview_maxPayload')}>{handshake.maxPayload === null ? say('overview_unknown') : formatBytes(handshake.maxPayload)}</Fact>
          {/* There is nothing to move to from a WebSocket. */}
          {view.transport === 'websocket' && handshake.upgrades.length === 0 ? null : <Fact name={say('overview_upgrades')}>{shown(handshake.upgrades.join(', '), 200) || say('overview_noUpgrades')}</Fact>}
        </>
      )}
      {view.recovered === null ? null : <Fact name={say('overview_recovered')}>{view.recovered ? say('overview_yes') : say('overview_no')}</Fact>}
      {view.clockOffsetMs === null ? null : <Fact name={say('overview_clock')}>{formatClockOffset(view.clockOffsetMs)}</Fact>}
    </>
  );
}

function Sid({ name, sid }: { name: string; sid: string | null }) {
  if (sid === null) return null;
  return (
    <Fact name={name}>
      <code class="break">{shown(sid, 200)}</code> <CopyButton text={() => sid} what={name} />
    </Fact>
  );
}
