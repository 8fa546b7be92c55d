/** The names of what goes wrong on a network, as a recording keeps them. */

/** Node's error codes for a certificate that it does not trust all say one thing. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/;

/** What Node's errors carry besides their message. */
interface NodeError extends Error {
  readonly code?: unknown;
  /** OpenSSL's words. */
  readonly reason?: unknown;
  /** What came in place of HTTP. */
  readonly rawPacket?: unknown;
}

/**
 * `ECONNREFUSED` and the like; `certificate` and the code where that is why; with words where a code alone says little, as
 * in `EPROTO: wrong version number`.
 */
export function errorName(error: NodeError): string {
  const code = typeof error.code === 'string' ? error.code : error.message;
  // An alert is the other side's word about TLS, also where it is about a certificate of ours.
  if (CERTIFICATE.test(code) && !code.includes('ALERT')) return `certificate: ${code}`;
  if (code.startsWith('WS_ERR_')) return `${code}: ${error.message}`;
  const words = typeof error.reason === 'string' ? error.reason : /:SSL routines:[^:]*:([^:]+):/.exec(error.message)?.[1];
  return words === undefined ? code : `${code}: ${words}`;
}

/** What the other side said that was no HTTP, or null. */
export function strangeWords(error: NodeError): string | null {
  return error.rawPacket instanceof Uint8Array ? Buffer.from(error.rawPacket).toString('latin1') : null;
}
