/** The words of what is set once, for all connections. */
import type { AccessUse } from '../../ui/site-access.ts';

export const settingsWords = {
  open: 'Privacy and access…',
  title: 'Privacy and access',
  close: 'Close',
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
} as const;
