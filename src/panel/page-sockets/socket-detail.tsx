import { CopyRedacted } from '../sharing/copy-redacted.tsx';
import { now } from '../../views/clock.ts';
import { formatBytes, formatCount, formatDuration, formatMillis, formatMs, formatTimeOfDay, formatTimestamp, shown } from '../../core/words/format.ts';
import { inFirefox } from '../../views/in-firefox.ts';
import { DetailPane } from '../grid/detail-pane.tsx';
import { Fact, Facts } from '../overview/facts.tsx';
import { closeText, endedBadly } from './close-codes.ts';
import { isPageWord, PROTOCOL_NAMES, type PageNamespace, type PageSocket } from './page-sockets-fold.ts';
import { PageWord, pageWordAbout } from './page-word.tsx';
import type { SocketPhase } from './socket-phase.ts';
import { SocketState } from './socket-state.tsx';
import { inKey, say, sayList } from '../../core/words/say.ts';
import { isUnfollowed } from '../../core/entries/why.ts';
import { closeReason } from '../../core/words/why-text.ts';

/** What is shown of a text that a page or a server chose. */
const LONG = 2_000;

/** All that is known of one socket. */
export function SocketDetail({ socket, phase, onClose }: { socket: PageSocket; phase: SocketPhase; onClose: () => void }) {
  const { url, protocol, via, logged, madeBy, maker, transports, engineSid, namespaces, closed, failedUpgrade, malformed } = socket;
  return (
    <DetailPane name={say('pageSockets_detail_name')} actions={<SocketState socket={socket} phase={phase} />} onClose={onClose}>
      <div class="socket-facts">
        <Facts>
          <Fact name={say('pageSockets_detail_address')}>
            <Given text={url} what={say('pageSockets_what_address')} />
          </Fact>
          {phase === 'connecting' || phase === 'cached' || phase === 'frozen' ? <Fact name={say('pageSockets_columns_state')}>{say(`pageSockets_about_${phase}`)}</Fact> : null}
          <Fact name={say('pageSockets_detail_kind')}>{PROTOCOL_NAMES[protocol]}</Fact>
          {transports.length === 0 ? null : <Fact name={say('pageSockets_detail_transport')}>{transports.join(' → ')}</Fact>}
          <Fact name={say('pageSockets_detail_opened')}>{socket.announced ? formatTimestamp(socket.openedAt) : say('pageSockets_detail_notSeen')}</Fact>
          <Fact name={say('pageSockets_detail_madeBy')}>
            {say(`pageSockets_madeBy_${madeBy}`)} {maker === '' ? null : <code class="muted break">{shown(maker, LONG)}</code>}
          </Fact>
          <Fact name={say('pageSockets_detail_capturedBy')}>
            {say(via === 'hook' && logged ? 'pageSockets_via_both' : `pageSockets_via_${via}`)} {isPageWord(socket) ? <PageWord /> : null}
            {isPageWord(socket) ? <p class="muted">{pageWordAbout()}</p> : null}
          </Fact>
          {engineSid === '' ? null : (
            <Fact name={say('pageSockets_detail_engineSid')}>
              <Given text={engineSid} what={say('pageSockets_what_engineSid')} />
            </Fact>
          )}
          {namespaces.size === 0 ? null : (
            <Fact name={say('pageSockets_detail_namespaces')}>
              <ul class="namespaces">
                {[...namespaces.values()].map((namespace) => (
                  <Namespace key={namespace.name} namespace={namespace} />
                ))}
              </ul>
            </Fact>
          )}
          <TrafficFact name={say('pageSockets_detail_received')} traffic={socket.in} />
          <TrafficFact name={say('pageSockets_detail_sent')} traffic={socket.out} />
          <Heartbeats socket={socket} />
          {malformed === 0 ? null : (
            <Fact name={say('pageSockets_detail_malformed')}>
              <span class="tone-text-warn">{formatCount(malformed)}</span>
            </Fact>
          )}
          {closed === null ? null : <Ended name={say(phase === 'unfollowed' ? 'pageSockets_detail_followedUntil' : 'pageSockets_detail_ended')} closed={closed} />}
          {failedUpgrade === null ? null : <Ended name={say('pageSockets_detail_failedUpgrade')} closed={failedUpgrade} />}
          <Fact name={say('pageSockets_detail_handshake')}>
            {socket.handshake === null ? (
              <span class="muted">{say(inFirefox ? 'pageSockets_detail_noHandshakeInFirefox' : 'pageSockets_detail_noHandshake')}</span>
            ) : (
              <HandshakeAnswer handshake={socket.handshake} />
            )}
            {socket.workerAsked === null ? null : <p>{say('pageSockets_detail_workerAsked', { answer: answerOf(socket.workerAsked) })}</p>}
          </Fact>
        </Facts>
        {socket.handshake === null ? null : (
          <>
            <Headers name={say('pageSockets_detail_requestHeaders')} headers={socket.handshake.requestHeaders} />
            <Headers name={say('pageSockets_detail_responseHeaders')} headers={socket.handshake.responseHeaders} />
          </>
        )}
      </div>
    </DetailPane>
  );
}

function Ended({ name, closed }: { name: string; closed: NonNullable<PageSocket['closed']> }) {
  const { at, code, blocked, reason } = closed;
  return (
    <Fact name={name}>
      {isUnfollowed(closed) ? formatTimestamp(at) : sayList([formatTimestamp(at), code === null ? say('pageSockets_detail_noCode') : say('pageSockets_detail_code', { code: String(code) })])}
      {blocked === null ? null : <p class="tone-text-bad">{say(`pageSockets_blocked_${inKey(blocked)}`)}</p>}
      <p class={endedBadly(closed) ? 'tone-text-bad' : ''}>{closeText(closed)}</p>
      {reason === '' || (blocked !== null && reason === 'stoppedByBrowser') ? null : <p class="break isolate">{isUnfollowed(closed) ? closeReason(closed) : `“${shown(closeReason(closed), LONG)}”`}</p>}
    </Fact>
  );
}

type Handshake = NonNullable<PageSocket['handshake']>;

function answerOf({ status, statusText }: Handshake): string {
  return shown(status === 0 ? closeReason({ code: null, reason: statusText }) : `${status} ${statusText}`, 200);
}

function HandshakeAnswer({ handshake }: { handshake: Handshake }) {
  const { method, status, location, serviceWorker } = handshake;
  return (
    <>
      {status === 0 ? `${say('pageSockets_detail_noAnswer')} ` : ''}
      <span class="isolate break">{answerOf(handshake)}</span>
      {method === '' || method === 'GET' ? null : ` (${shown(method, 20)})`}
      {location === undefined ? null : <p class="isolate break">{say('pageSockets_detail_redirected', { to: shown(location, LONG) })}</p>}
      {serviceWorker === undefined || serviceWorker === 'asked' ? null : <p>{say(`pageSockets_detail_worker_${serviceWorker}`)}</p>}
    </>
  );
}

/** A text to copy whole, of which a bounded part is shown. */
function Given({ text, what }: { text: string; what: string }) {
  return (
    <span class="given">
      <code class="break">{shown(text, LONG)}</code>
      {text === '' ? null : <CopyRedacted text={() => text} what={what} />}
    </span>
  );
}

function Namespace({ namespace }: { namespace: PageNamespace }) {
  const { name, sid, connectedAt, acknowledgedAt, left, refused } = namespace;
  const story = [
    connectedAt === null ? say('pageSockets_detail_notConnected') : say('pageSockets_detail_connected', { at: formatTimeOfDay(connectedAt) + formatMillis(connectedAt) }),
    connectedAt === null || acknowledgedAt === null ? '' : say('pageSockets_detail_acknowledged', { after: formatMs(Math.max(0, acknowledgedAt - connectedAt)) }),
    left === null ? '' : say(`pageSockets_detail_left_${left.by}`),
    refused === '' ? '' : say('pageSockets_detail_refused', { why: shown(refused, 300) }),
  ].filter((part) => part !== '');
  return (
    <li>
      <code class="break">{shown(name, 300)}</code> {sid === '' ? null : <code class="break muted">{shown(sid, 300)}</code>}
      <p class="muted break isolate">{story.join(say('common_semicolon'))}</p>
    </li>
  );
}

function TrafficFact({ name, traffic }: { name: string; traffic: PageSocket['in'] }) {
  return <Fact name={name}>{say('pageSockets_detail_traffic', { messages: say('pageSockets_messages', { count: traffic.messages }), bytes: formatBytes(traffic.bytes) })}</Fact>;
}

/** The engine's pings, of which a client sees no more than the gaps. */
function Heartbeats({ socket }: { socket: PageSocket }) {
  const { pingInterval, pingTimeout, lastPingAt, pingGap, closed } = socket;
  if (pingInterval === null && lastPingAt === null) return null;
  const allowed = pingInterval === null ? null : pingInterval + (pingTimeout ?? 0);
  const isLate = closed === null && allowed !== null && lastPingAt !== null && now.value - lastPingAt > allowed;
  return (
    <Fact name={say('pageSockets_detail_heartbeats')}>
      {say('pageSockets_detail_heartbeatCount', { received: socket.in.heartbeats, sent: socket.out.heartbeats })}
      {pingGap === null ? null : <p>{lastGap(pingGap, pingInterval)}</p>}
      {pingInterval === null || pingTimeout === null ? null : <p class="muted">{say('pageSockets_detail_negotiated', { interval: formatDuration(pingInterval), timeout: formatDuration(pingTimeout) })}</p>}
      {isLate ? <p class="tone-text-warn">{say('pageSockets_detail_late')}</p> : null}
    </Fact>
  );
}

function lastGap(pingGap: number, pingInterval: number | null): string {
  const gap = formatDuration(pingGap);
  return pingInterval === null ? say('pageSockets_detail_lastGap', { gap }) : say('pageSockets_detail_lastGapNegotiated', { gap, negotiated: formatDuration(pingInterval) });
}

function Headers({ name, headers }: { name: string; headers: readonly (readonly [string, string])[] }) {
  if (headers.length === 0) return null;
  return (
    <details>
      <summary>{name}</summary>
      <dl class="headers">
        {headers.map(([header, value], index) => (
          <div key={index}>
            <dt>{shown(header, 200)}</dt>
            <dd class="break isolate">{shown(value, LONG)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
