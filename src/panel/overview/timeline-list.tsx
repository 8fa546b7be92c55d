import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Signal } from '@preact/signals';
import { useApp } from '../../views/app.ts';
import { now } from '../../views/clock.ts';
import { formatDayUnlessToday, formatMillis, formatTimeOfDay, formatTimestamp, isoTime, shown, singleLine } from '../../core/words/format.ts';
import type { EarlierEntries } from '../lists/earlier-entries.ts';
import { timelineRows, type TimelineRow, type Tone } from '../../core/words/timeline.ts';
import { Button } from '../../views/components/button.tsx';
import { Icon, type IconName } from '../../views/components/icons.tsx';
import { catalog } from '../../core/words/catalog.ts';
import { say } from '../../core/words/say.ts';

const PAGE = 200;
const SHORT = 240;
const LONGEST = 8000;

const ICONS: Record<Tone, IconName> = { good: 'check', bad: 'cross', warn: 'warning', calm: 'circle' };

/** What has happened, newest first. */
export function Timeline({ pointed, earlier }: { pointed: Signal<number | null>; earlier: EarlierEntries }) {
  const { model } = useApp();
  const { source, first, signals } = model.recording.value;
  const versions = [signals.version.value, earlier.version.value];
  earlier.follow(model.onDisk.value ? source : '', signals, first);
  const rows = useMemo(() => timelineRows([...earlier.entries, ...signals]), [signals, ...versions, catalog()]);
  const [most, setMost] = useState(PAGE);
  const showEarlier = () => {
    setMost(most + PAGE);
    void earlier.readMore();
  };
  const seq = pointed.value;
  const oldest = earlier.entries[0]?.seq ?? signals.first?.seq ?? 0;
  useEffect(() => {
    // Whoever points at an entry that is on disk alone has it read.
    if (seq !== null && seq < oldest && earlier.state === 'more') void earlier.readMore();
  }, [seq, oldest, earlier.state]);
  // Attempts that follow each other share a row, which bears the number of the first.
  const target = seq === null ? -1 : rows.findLastIndex((row) => row.seq <= seq);
  const newest = rows.slice(-Math.max(most, target < 0 ? 0 : rows.length - target)).toReversed();
  return (
    <section class="timeline" aria-label={say('overview_timeline')}>
      <h2>{say('overview_timeline')}</h2>
      {rows.length === 0 ? <p class="muted">{say('overview_timelineEmpty')}</p> : null}
      <ol>
        {newest.map((row) => (
          <Row key={row.seq} row={row} pointedAt={row === rows[target] ? seq : null} />
        ))}
      </ol>
      {rows.length > most ? (
        <Button onPress={() => setMost(most + PAGE)}>{say('overview_showMore', { count: Math.min(PAGE, rows.length - most) })}</Button>
      ) : earlier.state === 'none' ? null : (
        <Button unavailable={earlier.state === 'reading'} onPress={showEarlier}>
          {say('overview_showEarlier')}
        </Button>
      )}
      <p role="status" class="muted">
        {earlier.state === 'failed' ? say('overview_earlierFailed') : null}
      </p>
    </section>
  );
}

/** `pointedAt` is the entry that brought the reader here, or null. It stays marked until another one does. */
function Row({ row, pointedAt }: { row: TimelineRow; pointedAt: number | null }) {
  const element = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (pointedAt === null) return;
    element.current?.scrollIntoView({ block: 'center' });
    element.current?.focus({ preventScroll: true });
  }, [pointedAt]);
  return (
    <li ref={element} class={`timeline-row tone-${row.tone} ${pointedAt === null ? '' : 'pointed'}`} data-entry={row.kind} tabIndex={-1}>
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
      {shown(text, LONGEST)}
    </details>
  );
}
