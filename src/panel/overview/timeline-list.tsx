import { useMemo, useState } from 'preact/hooks';
import { useApp } from '../../ui/app.ts';
import { now } from '../../ui/clock.ts';
import { clip, formatDayUnlessToday, formatMillis, formatTimeOfDay, formatTimestamp, singleLine } from '../../ui/format.ts';
import { timelineRows, type TimelineRow, type Tone } from '../../ui/timeline.ts';
import { panelWords } from '../words.ts';
import { Button } from '../../ui/components/button.tsx';
import { Icon, type IconName } from '../../ui/components/icons.tsx';

const say = panelWords.overview;
const PAGE = 200;
const SHORT = 240;
const LONGEST = 8000;

const ICONS: Record<Tone, IconName> = { good: 'check', bad: 'cross', warn: 'warning', calm: 'circle' };

/** What has happened, newest first. */
export function Timeline() {
  const { signals } = useApp().model.recording.value;
  const version = signals.version.value;
  const rows = useMemo(() => timelineRows(signals), [signals, version]);
  const [shown, setShown] = useState(PAGE);
  const newest = rows.slice(-shown).toReversed();
  return (
    <section class="timeline" aria-label={say.timeline}>
      <h2>{say.timeline}</h2>
      {rows.length === 0 ? <p class="muted">{say.timelineEmpty}</p> : null}
      <ol>
        {newest.map((row) => (
          <Row key={row.seq} row={row} />
        ))}
      </ol>
      {rows.length > shown ? <Button onPress={() => setShown(shown + PAGE)}>{say.showMore(Math.min(PAGE, rows.length - shown))}</Button> : null}
    </section>
  );
}

function Row({ row }: { row: TimelineRow }) {
  return (
    <li class={`timeline-row tone-${row.tone}`} data-entry={row.kind}>
      <time class="muted" title={formatTimestamp(row.at)} dateTime={isoTime(row.at)}>
        {formatDayUnlessToday(row.at, now.value)}
        {formatTimeOfDay(row.at)}
        <span class="millis">{formatMillis(row.at)}</span>
      </time>
      <Icon name={ICONS[row.tone]} />
      <div class="timeline-text isolate">
        <span>{singleLine(row.title, SHORT)}</span>
        <Detail text={row.detail} />
      </div>
    </li>
  );
}

/** Short details are simply there, long ones behind their beginning. */
function Detail({ text }: { text: string }) {
  if (text === '') return null;
  if (text.length <= SHORT) return <span class="timeline-detail muted">{text}</span>;
  return (
    <details class="timeline-detail muted">
      <summary>{singleLine(text, SHORT)}</summary>
      {clip(text, LONGEST)}
    </details>
  );
}

/** For machines; an impossible time, which only a broken recording could hold, has none. */
function isoTime(at: number): string | undefined {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
