/** What servers say when something is wrong, in their answers and in their logs, as the failure catalogue has measured it. */

/** A Python server that refuses an Origin: the first in an HTTP answer, the second in its log and from ASGI servers. */
export const NOT_ACCEPTED_ORIGIN = /not an accepted origin/i;
/** The words that an application gives its refusal in allowRequest. */
export const SPEAKS_OF_ORIGIN = /\borigin|\bcors\b/i;
export const UNKNOWN_SESSION = /session id unknown|invalid session/i;
/** In Werkzeug's traceback at the end of a WebSocket session. */
export const WRITE_BEFORE_START = /write\(\) before start_response/;
/** In Werkzeug's access log for the same session. */
export const WEBSOCKET_500 = /GET \S*transport=websocket\S* HTTP\/1\.[01]"? 500\b/;
/** A DISCONNECT packet that carries a payload, which Socket.IO's parser refuses, with or without the engine's type. */
export const DISCONNECT_WITH_PAYLOAD = /^4?1(\/[^,]*,)?[{["]/;
export const TOO_MANY_PACKETS = /too many packets in payload/i;
export const WRONG_HEARTBEAT = /invalid heartbeat direction/i;
export const UNSUPPORTED_VERSION = /unsupported (protocol )?version/i;
/** uvicorn without a WebSocket library says so in its log. */
export const NO_WEBSOCKET_LIBRARY = /unsupported upgrade request|no supported websocket library/i;
export const BROWSER_CERTIFICATE_ERROR = /certificate|cert_|self.signed|unable_to_verify|err_ssl|err_tls/i;
export const BROWSER_UNREACHABLE = /err_(connection_refused|name_not_resolved|address_unreachable|address_invalid|internet_disconnected)/i;
export const BROWSER_MIXED_CONTENT = /mixed.content|insecure websocket/i;

const IN_LOGS = [NOT_ACCEPTED_ORIGIN, UNKNOWN_SESSION, WRITE_BEFORE_START, WEBSOCKET_500, TOO_MANY_PACKETS, WRONG_HEARTBEAT, UNSUPPORTED_VERSION, NO_WEBSOCKET_LIBRARY];
const ANY_IN_LOGS = new RegExp(IN_LOGS.map(({ source }) => source).join('|'), 'i');

/** A traceback tells at its end what went wrong; a line can be megabytes long. UTF-16 units. */
const READ_AT_EACH_END = 4_000;

function ends(text: string): string {
  return text.length <= 2 * READ_AT_EACH_END ? text : `${text.slice(0, READ_AT_EACH_END)}\n${text.slice(-READ_AT_EACH_END)}`;
}

/** What a log line says, as far as a diagnosis reads it. */
export function lineText({ message, fields }: { readonly message: string; readonly fields: string }): string {
  return fields === '' ? ends(message) : `${ends(message)}\n${ends(fields)}`;
}

/** Whether a log line says something that a rule may know. */
export function isTellingLine(line: { readonly message: string; readonly fields: string }): boolean {
  return ANY_IN_LOGS.test(lineText(line));
}
