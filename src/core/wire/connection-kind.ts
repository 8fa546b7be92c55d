/** What a connection's URL tells about it. */

export interface ConnectionKind {
  /**
   * `engine.io` is a bare Engine.IO connection, whose messages are the application's own. The path tells only what is usual:
   * the first message decides.
   */
  readonly protocol: 'socket.io' | 'engine.io' | 'plain';
  /** 3 is spoken by Socket.IO 1 and 2, 4 by Socket.IO 3 and 4. Null of a plain connection. */
  readonly engineVersion: 3 | 4 | null;
  /**
   * The engine's session id. Polls and WebSocket of one session share it; only the request that opens the session has
   * none, and finds it in the answer's OPEN packet.
   */
  readonly engineSid: string | null;
}

const PLAIN: ConnectionKind = { protocol: 'plain', engineVersion: null, engineSid: null };

/**
 * Recognises Engine.IO by its `EIO` parameter, whatever the path; where that is missing, by Socket.IO's own path with a
 * `transport`. Like the server it takes everything but `EIO=4` for revision 3. Never throws: the URL may be anything.
 */
export function connectionKind(url: string): ConnectionKind {
  const found = /^([^?#]*)\?([^#]*)/.exec(url);
  if (found === null) return PLAIN;
  const path = found[1]!;
  const query = new URLSearchParams(found[2]);
  const revision = query.get('EIO');
  if (revision === null && !(/\/socket\.io\/?$/.test(path) && query.has('transport'))) return PLAIN;
  return {
    protocol: /\/engine\.io\/?$/.test(path) ? 'engine.io' : 'socket.io',
    engineVersion: revision === '4' ? 4 : 3,
    engineSid: query.get('sid'),
  };
}
