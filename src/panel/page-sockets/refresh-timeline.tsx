import { useMemo } from 'preact/hooks';
import type { EntryOf } from '../../core/entries/entry.ts';
import { useApp } from '../../views/app.ts';
import { now } from '../../views/clock.ts';
import { formatDayUnlessToday, formatMillis, formatMs, formatTimeOfDay, formatTimestamp, singleLine } from '../../core/words/format.ts';
import type { PageSocket } from './page-sockets-fold.ts';
import { refreshes, type Refresh, type RefreshLine } from './refreshes.ts';
import { verdict } from './verdict.ts';
import { say, sayList } from '../../core/words/say.ts';

const SHOWN = 50;

/** What each navigation did to the page's sockets, beside the background connection's line. `version` is the sockets'. */
export function RefreshTimeline({ sockets, documents, version }: { sockets: readonly PageSocket[]; documents: readonly EntryOf<'document'>[]; version: number }) {
  const { model } = useApp();
  const recording = model.recording.value;
  const page = model.page.value;
  const changes = [version, page?.signals.version.value, recording.signals.version.value, recording.logs.version.value];
  const found = useMemo(() => {
    const navigations = [...(page?.signals ?? [])].filter((entry): entry is EntryOf<'navigation'> => entry.kind === 'navigation');
    return refreshes(navigations, sockets, documents, { signals: recording.signals, logs: recording.logs }, SHOWN);
  }, [page, recording, ...changes]);
  return (
    <section class="refreshes" aria-label={say('pageSockets_timeline_name')}>
      <h2>{say('pageSockets_timeline_name')}</h2>
      {found.length === 0 ? <p class="muted">{say('pageSockets_timeline_empty')}</p> : null}
      <ol>
        {found.map((refresh) => (
          <RefreshItem key={refresh.seq} refresh={refresh} />
        ))}
      </ol>
      {found.length === SHOWN ? <p class="muted">{say('pageSockets_timeline_older')}</p> : null}
    </section>
  );
}

function RefreshItem({ refresh }: { refresh: Refresh }) {
  return (
    <li class="refresh" data-refresh={refresh.seq}>
      <p class="refresh-head">
        <time class="muted" title={formatTimestamp(refresh.at)}>
          {formatDayUnlessToday(refresh.at, now.value)}
          {formatTimeOfDay(refresh.at)}
          {formatMillis(refresh.at)}
        </time>{' '}
        {refresh.refresh ? say('pageSockets_timeline_refreshed') : say('pageSockets_timeline_navigated')} <span class="muted isolate">{singleLine(refresh.url, 200)}</span>
      </p>
      {refresh.lines.length === 0 ? <p class="muted">{say('pageSockets_timeline_noSockets')}</p> : null}
      {refresh.lines.map((line, index) => (
        <Line key={index} line={line} at={refresh.at} />
      ))}
    </li>
  );
}

function Line({ line, at }: { line: RefreshLine; at: number }) {
  const { ended, connectedAt, acknowledgedAt } = line;
  const facts = [
    ended === null ? '' : say(`pageSockets_timeline_goodbye_${ended.goodbye}`),
    ended?.code == null ? '' : say('pageSockets_detail_code', { code: String(ended.code) }),
    ended === null || connectedAt === null ? '' : say('pageSockets_timeline_connected', { after: formatMs(connectedAt - ended.at) }),
    connectedAt === null || acknowledgedAt === null ? '' : say('pageSockets_timeline_acknowledged', { after: formatMs(Math.max(0, acknowledgedAt - connectedAt)) }),
  ].filter((part) => part !== '');
  return (
    <div class="refresh-line" data-gap={line.gapMs === null ? undefined : Math.round(line.gapMs)}>
      <p class="refresh-verdict">
        <span class="isolate mono">{singleLine(line.address, 120)}</span>
        {line.namespace === null || line.namespace === '/' ? null : <span class="isolate mono"> {singleLine(line.namespace, 80)}</span>}
        {say('common_colon')}
        {verdict(line)}
      </p>
      <Bars line={line} at={at} />
      {facts.length === 0 ? null : <p class="muted">{sayList(facts)}</p>}
    </div>
  );
}

const WIDTH = 1000;

/** Two bars on one scale: the page's socket with its gap, and the background connection. Whatever they show is in words too. */
function Bars({ line, at }: { line: RefreshLine; at: number }) {
  const times = [at, line.ended?.at, line.openedAt, line.connectedAt, line.acknowledgedAt].filter((time) => time != null);
  const first = Math.min(...times);
  const span = Math.max(100, Math.max(...times) - first) * 1.4;
  const start = first - span / 7;
  const x = (time: number) => ((time - start) / span) * WIDTH;
  const { ended, connectedAt, acknowledgedAt, background } = line;
  return (
    <div class="refresh-bars" aria-hidden="true">
      <span class="muted">{say('pageSockets_timeline_page')}</span>
      <svg viewBox={`0 0 ${WIDTH} 8`} preserveAspectRatio="none">
        {ended === null ? null : <rect class="bar-page" x={0} width={x(ended.at)} y={0} height={8} />}
        {connectedAt === null ? null : <rect class="bar-page" x={x(connectedAt)} width={WIDTH - x(connectedAt)} y={0} height={8} />}
        {acknowledgedAt === null ? null : <path class="bar-ack" d={`M${x(acknowledgedAt)} 0V8`} />}
      </svg>
      <span class="muted">{say('pageSockets_timeline_background')}</span>
      <svg viewBox={`0 0 ${WIDTH} 8`} preserveAspectRatio="none">
        {background === 'not-connected' ? null : <rect class={`bar-background ${background}`} x={0} width={WIDTH} y={0} height={8} />}
      </svg>
      <span />
      <span class="muted refresh-scale">{say('pageSockets_timeline_legend', { span: formatMs(span) })}</span>
    </div>
  );
}
