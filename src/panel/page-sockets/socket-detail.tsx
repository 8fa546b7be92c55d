import { CopyRedacted } from '../sharing/copy-redacted.tsx';
import { now } from '../../ui/clock.ts';
import { clip, formatBytes, formatCount, formatDuration, formatMillis, formatMs, formatTimeOfDay, formatTimestamp } from '../../ui/format.ts';
import { inFirefox } from '../../ui/in-firefox.ts';
import { DetailPane } from '../grid/detail-pane.tsx';
import { Fact, Facts } from '../overview/facts.tsx';
import { closeText, endedBadly } from './close-codes.ts';
import type { PageNamespace, PageSocket } from './page-sockets-fold.ts';
import { SocketState } from './socket-state.tsx';
import { pageSocketWords } from './words.ts';

const say = pageSocketWords.detail;
/** What is shown of a text that a page or a server chose. */
const LONG = 2_000;

/** All that is known of one socket. */
export function SocketDetail({ socket, onClose }: { socket: PageSocket; onClose: () => void }) {
  const { url, protocol, via, madeBy, maker, transports, engineSid, namespaces, closed, malformed } = socket;
  return (
    <DetailPane name={say.name} actions={<SocketState socket={socket} />} onClose={onClose}>
      <div class="socket-facts">
        <Facts>
          <Fact name={say.address}>
            <Given text={url} what="address" />
          </Fact>
          <Fact name={say.kind}>{pageSocketWords.protocol[protocol]}</Fact>
          {transports.length === 0 ? null : <Fact name={say.transport}>{transports.join(' → ')}</Fact>}
          <Fact name={say.opened}>{socket.announced ? formatTimestamp(socket.openedAt) : say.notSeen}</Fact>
          <Fact name={say.madeBy}>
            {pageSocketWords.madeBy[madeBy]} {maker === '' ? null : <code class="muted break">{clip(maker, LONG)}</code>}
          </Fact>
          <Fact name={say.capturedBy}>{pageSocketWords.via[via]}</Fact>
          {engineSid === '' ? null : (
            <Fact name={say.engineSid}>
              <Given text={engineSid} what="engine session id" />
            </Fact>
          )}
          {namespaces.size === 0 ? null : (
            <Fact name={say.namespaces}>
              <ul class="namespaces">
                {[...namespaces.values()].map((namespace) => (
                  <Namespace key={namespace.name} namespace={namespace} />
                ))}
              </ul>
            </Fact>
          )}
          <TrafficFact name={say.received} traffic={socket.in} />
          <TrafficFact name={say.sent} traffic={socket.out} />
          <Heartbeats socket={socket} />
          {malformed === 0 ? null : (
            <Fact name={say.malformed}>
              <span class="tone-text-warn">{formatCount(malformed)}</span>
            </Fact>
          )}
          {closed === null ? null : (
            <Fact name={say.ended}>
              {formatTimestamp(closed.at)}, {closed.code === null ? say.noCode : say.code(closed.code)}
              <p class={endedBadly(closed) ? 'tone-text-bad' : ''}>{closeText(closed)}</p>
              {closed.reason === '' ? null : <p class="break isolate">“{clip(closed.reason, LONG)}”</p>}
            </Fact>
          )}
          <Fact name={say.handshake}>
            {socket.handshake === null ? (
              <span class="muted">{inFirefox ? say.noHandshakeInFirefox : say.noHandshake}</span>
            ) : (
              <>
                {socket.handshake.status} <span class="isolate break">{clip(socket.handshake.statusText, 200)}</span>
              </>
            )}
          </Fact>
        </Facts>
        {socket.handshake === null ? null : (
          <>
            <Headers name={say.requestHeaders} headers={socket.handshake.requestHeaders} />
            <Headers name={say.responseHeaders} headers={socket.handshake.responseHeaders} />
          </>
        )}
      </div>
    </DetailPane>
  );
}

/** A text to copy whole, of which a bounded part is shown. */
function Given({ text, what }: { text: string; what: string }) {
  return (
    <span class="given">
      <code class="break">{clip(text, LONG)}</code>
      {text === '' ? null : <CopyRedacted text={() => text} what={what} />}
    </span>
  );
}

function Namespace({ namespace }: { namespace: PageNamespace }) {
  const { name, sid, connectedAt, acknowledgedAt, left, refused } = namespace;
  const story = [
    connectedAt === null ? say.notConnected : say.connected(formatTimeOfDay(connectedAt) + formatMillis(connectedAt)),
    connectedAt === null || acknowledgedAt === null ? '' : say.acknowledged(formatMs(Math.max(0, acknowledgedAt - connectedAt))),
    left === null ? '' : say.left[left.by],
    refused === '' ? '' : say.refused(clip(refused, 300)),
  ].filter((part) => part !== '');
  return (
    <li>
      <code class="break">{clip(name, 300)}</code> {sid === '' ? null : <code class="break muted">{clip(sid, 300)}</code>}
      <p class="muted break isolate">{story.join('; ')}</p>
    </li>
  );
}

function TrafficFact({ name, traffic }: { name: string; traffic: PageSocket['in'] }) {
  return <Fact name={name}>{say.traffic(pageSocketWords.messages(traffic.messages), formatBytes(traffic.bytes))}</Fact>;
}

/** The engine's pings, of which a client sees no more than the gaps. */
function Heartbeats({ socket }: { socket: PageSocket }) {
  const { pingInterval, pingTimeout, lastPingAt, pingGap, closed } = socket;
  if (pingInterval === null && lastPingAt === null) return null;
  const allowed = pingInterval === null ? null : pingInterval + (pingTimeout ?? 0);
  const isLate = closed === null && allowed !== null && lastPingAt !== null && now.value - lastPingAt > allowed;
  return (
    <Fact name={say.heartbeats}>
      {say.heartbeatCount(socket.in.heartbeats, socket.out.heartbeats)}
      {pingGap === null ? null : <p>{say.lastGap(formatDuration(pingGap), pingInterval === null ? null : formatDuration(pingInterval))}</p>}
      {pingInterval === null || pingTimeout === null ? null : <p class="muted">{say.negotiated(formatDuration(pingInterval), formatDuration(pingTimeout))}</p>}
      {isLate ? <p class="tone-text-warn">{say.late}</p> : null}
    </Fact>
  );
}

function Headers({ name, headers }: { name: string; headers: readonly (readonly [string, string])[] }) {
  if (headers.length === 0) return null;
  return (
    <details>
      <summary>{name}</summary>
      <dl class="headers">
        {headers.map(([header, value], index) => (
          <div key={index}>
            <dt>{clip(header, 200)}</dt>
            <dd class="break isolate">{clip(value, LONG)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
