/** The words of the window that asks for access. */
import type { Access } from '../messaging/access.ts';
import { hostsOf } from '../messaging/access.ts';

export const accessWords = {
  title: (access: Access) => `Allow access to ${hostsOf(access).join(' and ')}?`,
  why: ({ permissions }: Access) =>
    permissions.includes('scripting')
      ? 'Holdfast puts a hook into the pages of this host, which reports their sockets. Firefox knows no ports here: the hook runs on all ports of the host.'
      : 'Holdfast needs it to send requests with the origin and headers of your choice, or to read answers that the browser keeps back.',
  where: 'Firefox cannot ask inside its developer tools, so it asks here. You can take the access back at any time: about:addons, Holdfast, Permissions.',
  allow: 'Allow…',
  refuse: 'Not now',
  refused: 'You did not allow it. Press Allow to be asked again, or close this window.',
  nothing: 'There is nothing to ask for. Close this window, and press the button in the panel again.',
} as const;
