/** The headers of a handshake, as far as they may be kept: a recording is looked at, copied and exported. */
import type { HarHeader } from './har.ts';

export const LEFT_OUT = '(left out)';

/** Names of headers whose values are secrets, or as good as. */
/** Those that begin with `access-control-` name headers, and hold none. */
const SECRET = /^(?!access-control-).*(?:authorization|cookie|token|secret|password|session|credential|api-?key|sec-websocket-key|csrf|xsrf|signature)/is;
/** Subprotocols are short words; what is longer is a token that somebody had no other header for. */
const LONGEST_SUBPROTOCOL = 40;

const HEADERS = 200;
const NAME_LENGTH = 200;
const VALUE_LENGTH = 8_192;

function safeValue({ name, value }: HarHeader): string {
  if (SECRET.test(name)) return LEFT_OUT;
  if (!/^sec-websocket-protocol$/i.test(name)) return value.slice(0, VALUE_LENGTH);
  const protocols = value.split(',').map((protocol) => protocol.trim());
  return protocols.map((protocol) => (protocol.length > LONGEST_SUBPROTOCOL ? LEFT_OUT : protocol)).join(', ').slice(0, VALUE_LENGTH);
}

/** Names and values, with secrets left out and everything within what the contract allows. */
export function safeHeaders(headers: readonly HarHeader[]): [string, string][] {
  return headers.slice(0, HEADERS).map((header) => [header.name.slice(0, NAME_LENGTH), safeValue(header)]);
}
