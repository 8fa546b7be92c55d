/** The headers of an answer that tell who gave it, whom it lets in, and what to do about it. Pure. */
import { bounded } from '../wire/value-text.ts';
import { shownAddress } from './shown-address.ts';

const HEADER_LIMIT = 200;
/** So many are kept of one answer. */
const MOST_HEADERS = 40;

const TELLING = new Set([
  'server',
  'via',
  'x-powered-by',
  'content-type',
  'location',
  'retry-after',
  'www-authenticate',
  'upgrade',
  'allow',
  'alt-svc',
  'set-cookie',
  'sec-websocket-protocol',
  'sec-websocket-version',
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-allow-methods',
  'access-control-allow-headers',
  // What edges, tunnels and hosts put their name to.
  'cf-ray',
  'cf-mitigated',
  'cf-cache-status',
  'x-amz-cf-id',
  'x-amz-cf-pop',
  'x-cache',
  'x-served-by',
  'x-azure-ref',
  'fly-request-id',
  'rndr-id',
  'x-render-routing',
  'x-sucuri-id',
  'x-iinfo',
  'x-datadome',
  'age',
  'x-report-abuse',
  // Programs that have a port of their own, and servers that sign in a header of theirs.
  'x-jenkins',
  'x-elastic-product',
  'x-squid-error',
  'docker-distribution-api-version',
  'uwebsockets',
]);

const TELLING_FAMILIES = ['x-amzn-', 'x-ms-', 'x-railway-', 'x-vercel-', 'x-apple-', 'x-nginx-', 'ngrok-', 'x-envoy-', 'x-kong-', 'x-litespeed-', 'x-sucuri-'];

const isTelling = (name: string) => TELLING.has(name) || TELLING_FAMILIES.some((family) => name.startsWith(family));

/** What may be shown of a value: of a cookie its name, of an address no values of its query. */
function shownValue(name: string, value: string): string {
  if (name === 'set-cookie') return /^([^=;]*)=/.exec(value)?.[1]!.trim() ?? '';
  return name === 'location' ? shownAddress(value) : value;
}

/** The telling ones among `headers`, names in lower case, bounded. A cookie's name is kept, never its value. */
export function tellingHeaders(headers: readonly (readonly [string, string])[]): [string, string][] {
  return headers
    .map(([name, value]): [string, string] => [name.toLowerCase(), value])
    .filter(([name]) => isTelling(name))
    .slice(0, MOST_HEADERS)
    .map(([name, value]) => [bounded(name, HEADER_LIMIT).text, bounded(shownValue(name, value), HEADER_LIMIT).text]);
}
