/** The words of the Statistics view. */
import { eventOrType, type Grouping } from '../../analysis/traffic/traffic-statistics.ts';
import type { LogLevel, PacketType } from '../../recording/entry.ts';
import { formatCount, plural } from '../../ui/format.ts';
import { messageWords } from '../messages/words.ts';
import { panelWords } from '../words.ts';

const groupings: Record<Grouping, string> = { event: 'Event', namespace: 'Namespace', logger: 'Logger', level: 'Level' };

/** A rate, such as “3.2/s”. */
function rate(perSecond: number): string {
  return `${perSecond >= 10 ? formatCount(Math.round(perSecond)) : String(Math.round(perSecond * 10) / 10)}/s`;
}

export const statisticsWords = {
  groupBy: 'Group by',
  groupings,
  scope: 'Source',
  scopes: { all: 'Everything', connection: 'This connection', page: 'The page’s sockets' },
  columns: { count: 'Count', received: 'Received', sent: 'Sent', bytes: 'Bytes', rate: 'Now', p50: 'p50', p95: 'p95', p99: 'p99' },
  columnsAbout: {
    name: 'The name',
    count: 'How often',
    received: 'How many were received',
    sent: 'How many were sent',
    bytes: 'Bytes on the wire; of log lines, of what they say',
    rate: 'Per second, over the last ten seconds',
    p50: 'Half of the acknowledgements came within this time',
    p95: '95 % of the acknowledgements came within this time',
    p99: '99 % of the acknowledgements came within this time',
  },
  copiedColumns: { count: 'Count', received: 'Received', sent: 'Sent', bytes: 'Bytes', rate: 'Per second', p50: 'Ack p50 ms', p95: 'Ack p95 ms', p99: 'Ack p99 ms' },
  trend: 'Trend',
  rate,
  total: 'Total',
  other: 'Everything else',
  otherAbout: 'Names that come too rarely for a row of their own, together.',
  atLeast: 'At least this many: more may have come while the name was so rare that it counted among everything else.',
  table: (grouping: Grouping) => `Statistics by ${groupings[grouping].toLowerCase()}`,
  show: (name: string) => `Show ${name}`,
  draw: (name: string) => `Draw the rate of ${name}`,
  since: (time: string) => `Counted since ${time}`,
  counting: (part: number) => `Counting what is on disk, ${Math.floor(part * 100)} %`,
  notCounted: 'What is on disk could not be counted. Leave this view and come back to try again.',
  unreadable: (count: number) => `${plural(count, 'damaged entry', 'damaged entries')} not counted`,
  startOver: 'Start over',
  startOverAbout: 'Forgets these counts and counts from now on. What was recorded stays.',
  copyTable: 'table',
  copyCsv: 'CSV',
  empty: {
    packets: 'No packets to count yet. Press Connect, or capture the page’s sockets: each event then has a row here.',
    lines: 'No log lines to count yet. Once the server relays some, each has its row here: the README shows the handler.',
  },
  chart: {
    title: (name: string) => `Rate: ${name}`,
    time: 'Time',
    rate: 'Per second',
    alternative: (name: string, count: number, from: string, to: string, highest: string) =>
      `${name}: ${formatCount(count)} from ${from} to ${to}, at most ${highest}.`,
  },
  /** What a name in a table is called. */
  nameOf(grouping: Grouping, name: string): string {
    switch (grouping) {
      case 'event': {
        const what = eventOrType(name);
        if ('type' in what) return `(${messageWords.type[what.type as PacketType]})`;
        return what.event === '' ? '(no name)' : what.event;
      }
      case 'namespace':
        return name === '' ? '(engine packets)' : name;
      case 'logger':
        return name === '' ? '(no logger)' : name;
      case 'level':
        return panelWords.logs.level[name as LogLevel];
    }
  },
};
