/** What may be shown of an address. Pure. */

const SHOWN_LIMIT = 300;

/** The parameters that are the protocol's own; any other may hold a secret. */
const OWN_PARAMETERS = new Set(['EIO', 'transport', 'b64']);

/** The address without what may be secret in it (values of its query, user and password, fragment), and bounded. */
export function shownAddress(address: string): string {
  const [base = '', query] = address.split('#', 1)[0]!.split('?', 2);
  const shown = base.replace(/^([a-z][a-z\d+.-]*:\/\/)?[^/@]*@/i, '$1');
  if (query === undefined) return shown.slice(0, SHOWN_LIMIT);
  const parameters = [...new URLSearchParams(query)].map(([name, value]) => `${encodeURIComponent(name)}=${OWN_PARAMETERS.has(name) ? value : '…'}`);
  return `${shown}?${parameters.join('&')}`.slice(0, SHOWN_LIMIT);
}
