/** The words of the Settings view. */
import type { AccessUse } from '../../ui/site-access.ts';
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
  access: {
    title: 'Site access',
    about: 'Holdfast is installed without access to any site. What you have allowed since can be given up here; it is asked for again where it is needed.',
    none: 'You have allowed no site. A site is asked for when you capture its pages’ sockets, connect as one of its pages, or diagnose with its answers.',
    scripting: 'Running in pages',
    scriptingAbout: 'Puts the page hook into the pages of sites that you capture.',
    use: (use: AccessUse): string => {
      if (use.kind === 'hook') return `Captures the sockets of ${use.origin}`;
      return use.kind === 'connect-as' ? `“${use.profile}” connects with request headers of its own` : `“${use.profile}” forwards to a collector there`;
    },
    unused: 'Lets Diagnose read what the server answers; nothing else uses it at present',
    giveUp: (what: string) => `Give up ${what}`,
    gaveUp: (what: string) => `Access to ${what} was given up.`,
    kept: (what: string) => `The browser keeps the access to ${what}. Look in the extension’s own page of the browser’s settings.`,
  },
  privacy: {
    title: 'Secrets',
    about: 'Values under the names of secrets (token, password, cookie, Authorization and the like) and what a client sends to be let in are left out of recordings, copies and exports; “(redacted)” stands in their place.',
    more: 'More names of secrets',
    moreNote: 'With commas between them. A minus before a usual name, such as -token, takes it off the list.',
    keep: 'Keep secrets in recordings',
    keepAbout: 'From now on recordings hold them, on this disk and unencrypted. Copies and exports still leave them out unless you say otherwise there, and collectors never get them.',
    save: 'Save',
    saved: 'Saved. It holds for what is recorded from now on.',
  },
  shortcuts: {
    title: 'Keyboard shortcuts',
    popup: 'Open the popup',
    reconnect: 'Reconnect the selected connection',
    none: 'none',
    change: 'Change…',
    elsewhere: 'The popup shows them, and about:addons changes them: Manage Extension Shortcuts.',
  },
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
