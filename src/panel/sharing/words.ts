/** The words of exporting and opening recordings. */
import { formatBytes, formatCount, plural } from '../../ui/format.ts';

export const sharingWords = {
  exportButton: 'Export…',
  dialog: {
    title: 'Export',
    what: 'What',
    whole: (entries: number) => `The whole recording (${plural(entries, 'entry', 'entries')})`,
    filtered: (rows: number) => `What the filter shows (${plural(rows, 'row', 'rows')})`,
    selected: 'The selected row',
    noSelection: 'The selected row (none is selected)',
    format: 'Format',
    formats: {
      ndjson: 'Holdfast recording (NDJSON)',
      har: 'HAR 1.2',
      csv: 'CSV',
      markdown: 'Markdown',
    },
    about: {
      ndjson: 'Everything as it was recorded. Drop the file on this panel to look at it again.',
      har: 'Packets only, for the Network panel of Chrome DevTools and for other tools. It can be opened here, too.',
      csv: 'Log lines only, for a spreadsheet.',
      markdown: 'Log lines and packets as text, for an issue report.',
    },
    redact: 'Leave out secrets',
    redactAbout:
      'Auth payloads, and the values of whatever is named as a token, password, cookie, API key or the like: in packets, log lines, headers and addresses. A secret under another name stays, so look before you share.',
    more: 'More names of secrets',
    moreNote: 'with commas between them',
    unredacted: 'The file will hold every token, cookie and password that was recorded.',
    save: 'Save file',
    cancel: 'Cancel',
    close: 'Close',
    writing: (entries: number, bytes: number) => `${plural(entries, 'entry', 'entries')} written, ${formatBytes(bytes)}`,
    progress: 'Progress',
    saved: (file: string, entries: number, bytes: number) => `Saved as ${file}: ${plural(entries, 'entry', 'entries')}, ${formatBytes(bytes)}.`,
    nothingLeftOut: 'No secret was found in it.',
    leftOut: (counts: ReadonlyMap<string, number>) => {
      const all = [...counts].toSorted(([, a], [, b]) => b - a);
      const shown = all.slice(0, 12).map(([name, count]) => `${name} (${formatCount(count)})`);
      return `Left out: ${shown.join(', ')}${all.length > shown.length ? ` and ${plural(all.length - shown.length, 'more name', 'more names')}` : ''}.`;
    },
    nothing: (format: string) => `There is nothing in it that ${format} can hold. Choose another format, or more to export.`,
    failed: (why: string) => `The file could not be written: ${why} Export less, or try again.`,
    stopped: 'Stopped. No file was saved.',
  },
  copyMarkdown: 'as Markdown',
  pageName: 'Page sockets',
  connectionName: 'Connection',
  opened: {
    open: 'Open a recording…',
    list: 'Opened recordings',
    drop: 'Drop a recording or a HAR file to open it',
    reading: (name: string, share: number) => `Reading ${name}: ${Math.round(share * 100)} %`,
    stop: 'Stop reading',
    failed: (name: string, why: string) => `${name} was not opened. ${why}`,
    unreadable: 'The browser could not read the file. Check that it is still there, then choose it again.',
    more: 'It holds further recordings, which are not shown.',
    several: 'Drop one file at a time.',
    noFile: 'That was no file. Drop a recording (.ndjson) or a HAR file.',
    banner: 'A recording from a file, read-only.',
    storedBanner: 'A recording as it is on disk, read-only.',
    unreadableArchive: 'The recordings on disk cannot be read. Close and reopen this panel.',
    gone: (name: string) => `“${name}” is not there any more: it was deleted, or had to make room.`,
    dates: (from: string, to: string) => `${from} to ${to}`,
    contents: (logs: number, packets: number) => `${plural(logs, 'log line', 'log lines')}, ${plural(packets, 'packet', 'packets')}`,
    close: 'Close recording',
    closeNamed: (name: string) => `Close ${name}`,
    noLogs: 'This recording has no log lines.',
    noPackets: 'This recording has no packets.',
    noCompose: 'A recording is shown that does not go on. Close it to send messages.',
  },
} as const;
