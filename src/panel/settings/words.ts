/** The words of the Settings view. */
import { plural } from '../../ui/format.ts';

export const settingsWords = {
  recordings: 'Recordings',
  recordingsAbout: 'What is beyond these limits is deleted at once, oldest first. Pinned recordings stay.',
  megabytes: 'Keep at most',
  megabytesUnit: 'MB in all',
  days: 'Keep for at most',
  daysUnit: 'days',
  save: 'Save',
  saved: 'Saved. What was beyond the new limits has made room.',
  notANumber: { megabytes: 'Size must be a whole number of megabytes, such as 200.', days: 'Age must be a whole number of days, such as 30.' },
  language: 'Language',
  languages: { auto: 'As in the browser', en: 'English', 'zh-CN': '简体中文' },
  file: 'Connections and settings as a file',
  fileAbout: 'All connections with their timings and event names, and what is set here. A connection of a file takes the place of the one that it was exported from.',
  withSecrets: 'With secrets: auth, headers, and tokens in queries',
  secretsAbout: 'The file will hold every password and token of your connections. Share it with nobody.',
  export: 'Export settings',
  exported: (file: string, connections: number, leftOut: number) =>
    `Saved as ${file}: ${plural(connections, 'connection', 'connections')}${leftOut === 0 ? '' : `, without ${plural(leftOut, 'secret', 'secrets')}`}.`,
  import: 'Import settings…',
  imported: (file: string) => `The settings of ${file} were taken over.`,
  notImported: (file: string, why: string) => `${file} was not taken over, and nothing was changed. ${why}`,
  unreadable: 'The browser could not read the file. Check that it is still there, then choose it again.',
  reset: 'Reset',
  resetAbout: 'One connection, to the usual local server, and the settings of a fresh installation. Other connections are closed. Recordings stay.',
  resetAction: 'Reset to defaults',
  wasReset: 'Connections and settings are those of a fresh installation.',
} as const;
