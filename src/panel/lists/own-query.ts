/** What of a socket's query is the application's own. Pure. */

/** Engine.IO's own: version, transport, session and stamp of a request, and those of JSONP. */
const PROTOCOL = new Set(['EIO', 'transport', 'sid', 't', 'j', 'b64']);

/** With its question mark, as it is written; empty where there is none. */
export function ownQuery(url: string): string {
  const query = url.split('#', 1)[0]!.split('?').slice(1).join('?');
  const isEngine = /(^|&)EIO=/.test(query);
  const own = query.split('&').filter((part) => part !== '' && !(isEngine && PROTOCOL.has(part.split('=', 1)[0]!)));
  return own.length === 0 ? '' : `?${own.join('&')}`;
}
