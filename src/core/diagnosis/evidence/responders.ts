/**
 * What answered an HTTP request, told from its status, headers and body. A server of the application's own is a framework;
 * everything else stands in front of it or in its place. For example `server: AirTunes/775.3.1` is a Mac's AirPlay Receiver.
 */
import { nodeCode, type Answer } from './answers.ts';

/**
 * `down`: something in front cannot reach the application. `closed`: a tunnel has no application connected to it. `page`: an
 * interstitial page for people. `challenge`: a check or login that a person has to pass. `refused`: something in front refuses
 * by its own rules. `absent`: the host in front has no application of this name. `program`: another program has the port.
 * `framework`: the application's own web server, which answers by itself. `host`: a server that refuses the name by which it
 * was asked. `unavailable`: whoever answers is there and does not serve for now, for reasons that only it knows.
 */
export type Role = 'down' | 'closed' | 'page' | 'challenge' | 'refused' | 'absent' | 'program' | 'framework' | 'host' | 'unavailable';

export interface Responder {
  /** As its users call it. */
  readonly name: string;
  readonly role: Role;
  /** Whether it is a development server's proxy. */
  readonly dev?: boolean;
}

type Asked = Pick<Answer, 'status' | 'body' | 'headers'>;

interface Pattern {
  readonly name: string;
  readonly role: Role;
  readonly dev?: true;
  readonly statuses?: readonly number[];
  /** A header by its name, and what its value has to look like. All of them. */
  readonly headers?: Readonly<Record<string, RegExp>>;
  readonly body?: RegExp;
}

/** What proxies answer for a server that they cannot reach, whoever they are. */
const GATEWAY = [502, 504] as const;
/** Those that say 503 of a server that they cannot reach, and pass on no other's 503 in their own name. */
const DOWN = [502, 503, 504] as const;
/** Cloudflare's own statuses for an origin that it cannot reach. */
const CLOUDFLARE = [520, 521, 522, 523, 524, 525, 526, 527, 530] as const;

/** The first that fits decides, so the particular stand before the general. */
const PATTERNS: readonly Pattern[] = [
  // Servers that know themselves by other names.
  { name: 'Vite', role: 'host', statuses: [403], body: /^Blocked request\. This host\b/ },
  { name: 'Starlette', role: 'host', statuses: [400], body: /^Invalid host header$/ },
  { name: 'the dev server', role: 'host', body: /^\s*Invalid Host(\/Origin)? header\s*$/i },
  { name: 'Rails', role: 'host', statuses: [403], body: /Blocked hosts?:/ },
  { name: 'Django', role: 'host', statuses: [400], body: /DisallowedHost|Invalid HTTP_HOST header/ },
  { name: 'IIS or ASP.NET Core', role: 'host', statuses: [400], body: /Invalid Hostname|request hostname is invalid/i },
  // Programs that have a port of their own.
  { name: 'AirPlay Receiver (AirTunes)', role: 'program', headers: { server: /^AirTunes/i } },
  { name: 'Windows (HTTP.sys)', role: 'program', headers: { server: /^Microsoft-HTTPAPI/i } },
  { name: 'CUPS', role: 'program', headers: { server: /\bCUPS\// } },
  { name: 'Jenkins', role: 'program', headers: { 'x-jenkins': /./ } },
  { name: 'a Docker registry', role: 'program', headers: { 'docker-distribution-api-version': /./ } },
  { name: 'MinIO', role: 'program', headers: { server: /^MinIO/i } },
  { name: 'Elasticsearch', role: 'program', headers: { 'x-elastic-product': /./ } },
  { name: 'Synology DSM', role: 'program', body: /SYNO\.SDS|synology/i, headers: { server: /nginx/i } },
  // Tunnels.
  { name: 'ngrok', role: 'page', headers: { 'ngrok-error-code': /^ERR_NGROK_6024$/ } },
  { name: 'ngrok', role: 'down', headers: { 'ngrok-error-code': /^ERR_NGROK_(80\d\d|3004)$/ } },
  { name: 'ngrok', role: 'closed', headers: { 'ngrok-error-code': /./ } },
  { name: 'ngrok', role: 'page', body: /ERR_NGROK_6024/ },
  { name: 'ngrok', role: 'closed', body: /ERR_NGROK_\d+/ },
  { name: 'localtunnel', role: 'page', body: /bypass-tunnel-reminder|localtunnel\.me.*(reminder|password)/is },
  { name: 'localtunnel', role: 'closed', statuses: [404, 503], headers: { server: /localtunnel/i } },
  { name: 'Cloudflare Tunnel', role: 'closed', statuses: [530], body: /\b1033\b|Tunnel error/i },
  { name: 'Dev Tunnels', role: 'closed', headers: { 'x-report-abuse': /./ }, statuses: [404, 502, 503] },
  { name: 'Dev Tunnels', role: 'page', headers: { 'x-report-abuse': /./ } },
  // Edges of content networks and hosts.
  { name: 'Cloudflare', role: 'challenge', headers: { 'cf-mitigated': /challenge/i } },
  { name: 'Cloudflare', role: 'challenge', statuses: [403, 503], headers: { server: /^cloudflare/i }, body: /challenge-platform|Just a moment/i },
  { name: 'Cloudflare', role: 'down', statuses: CLOUDFLARE },
  { name: 'Cloudflare', role: 'down', statuses: GATEWAY, headers: { server: /^cloudflare/i } },
  { name: 'Cloudflare', role: 'refused', statuses: [403], headers: { server: /^cloudflare/i }, body: /error code: 10\d\d|Access denied|blocked/i },
  { name: 'AWS WAF', role: 'challenge', headers: { 'x-amzn-waf-action': /./ } },
  { name: 'AWS WAF', role: 'challenge', statuses: [202, 405], body: /awswaf\.com|AwsWafIntegration/ },
  { name: 'DataDome', role: 'challenge', headers: { 'x-datadome': /./ }, statuses: [401, 403, 429] },
  { name: 'Imperva', role: 'challenge', body: /_Incapsula_Resource|Incapsula incident ID/ },
  { name: 'CloudFront', role: 'down', statuses: DOWN, body: /The request could not be satisfied/i },
  { name: 'CloudFront', role: 'down', statuses: GATEWAY, headers: { 'x-cache': /cloudfront/i } },
  { name: 'CloudFront', role: 'refused', statuses: [403], headers: { server: /^CloudFront/i } },
  { name: 'the AWS load balancer', role: 'down', statuses: [...DOWN, 460, 463, 464], headers: { server: /^awselb/i } },
  { name: 'the AWS load balancer', role: 'refused', statuses: [400, 401, 403], headers: { server: /^awselb/i } },
  { name: 'Heroku', role: 'absent', statuses: [404], body: /No such app|herokucdn\.com\/error-pages\/no-such-app/i },
  { name: 'Heroku', role: 'down', statuses: DOWN, body: /herokucdn\.com|Application error/i },
  { name: 'Heroku', role: 'down', statuses: GATEWAY, headers: { via: /vegur|heroku/i } },
  { name: 'Fly.io', role: 'down', statuses: GATEWAY, headers: { server: /^Fly\// } },
  { name: 'Vercel', role: 'down', statuses: GATEWAY, headers: { 'x-vercel-id': /./ } },
  { name: 'Vercel', role: 'challenge', statuses: [401, 403, 429], headers: { 'x-vercel-mitigated': /challenge/i } },
  { name: 'Vercel', role: 'absent', headers: { 'x-vercel-error': /DEPLOYMENT|NOT_FOUND|DNS/i } },
  { name: 'Vercel', role: 'down', headers: { 'x-vercel-error': /./ } },
  { name: 'Netlify', role: 'absent', statuses: [404], headers: { server: /^Netlify/i } },
  { name: 'Netlify', role: 'down', statuses: GATEWAY, headers: { server: /^Netlify/i } },
  { name: 'Render', role: 'down', statuses: GATEWAY, headers: { 'rndr-id': /./ } },
  { name: 'Railway', role: 'absent', headers: { 'x-railway-fallback': /./ } },
  { name: 'Railway', role: 'down', statuses: GATEWAY, headers: { server: /^railway/i } },
  { name: 'Azure App Service', role: 'absent', statuses: [404], body: /azurewebsites|404 Web Site not found/i },
  { name: 'Azure App Service', role: 'down', statuses: [403, ...DOWN], body: /Web App - Unavailable|Site Disabled|azurewebsites/i },
  { name: 'Azure Front Door', role: 'down', statuses: GATEWAY, headers: { 'x-azure-ref': /./ } },
  { name: 'Azure Application Gateway', role: 'down', statuses: GATEWAY, headers: { server: /Microsoft-Azure-Application-Gateway/i } },
  { name: 'Google Cloud', role: 'down', statuses: GATEWAY, headers: { via: /\bgoogle\b/i } },
  { name: 'Google Cloud', role: 'down', statuses: GATEWAY, headers: { server: /^Google Frontend/i } },
  { name: 'Google Cloud', role: 'refused', statuses: [401, 403], headers: { server: /^Google Frontend/i } },
  { name: 'Fastly', role: 'down', statuses: GATEWAY, headers: { 'x-served-by': /cache-/i } },
  { name: 'Akamai', role: 'refused', statuses: [403], headers: { server: /^AkamaiGHost/i } },
  { name: 'Akamai', role: 'down', statuses: GATEWAY, headers: { server: /^AkamaiGHost/i } },
  { name: 'Sucuri', role: 'refused', statuses: [403], headers: { server: /^Sucuri/i } },
  { name: 'Imperva', role: 'refused', statuses: [403], headers: { 'x-iinfo': /./ } },
  // Development servers, whose proxies answer for the server behind them.
  { name: 'the dev server', role: 'down', dev: true, statuses: [500, ...DOWN], body: /Error occurred while (trying to )?proxy/i },
  { name: 'the dev server', role: 'down', dev: true, statuses: [500, ...DOWN], body: /Could not proxy request|http proxy error|Failed to proxy/i },
  // Proxies.
  { name: 'HAProxy', role: 'down', statuses: DOWN, body: /No server is available to handle this request|server returned an invalid or incomplete response/i },
  { name: 'Envoy', role: 'down', statuses: GATEWAY, headers: { server: /envoy/i } },
  { name: 'Envoy', role: 'down', statuses: DOWN, body: /no healthy upstream|upstream connect error/i },
  { name: 'Traefik', role: 'down', statuses: DOWN, body: /^no available server\s*$/ },
  { name: 'Varnish', role: 'down', statuses: DOWN, body: /Backend fetch failed|Guru Meditation/i },
  { name: 'Kong', role: 'down', statuses: DOWN, headers: { server: /^kong/i } },
  { name: 'Squid', role: 'down', headers: { 'x-squid-error': /./ } },
  { name: 'Apache', role: 'down', statuses: [503], body: /maintenance downtime or capacity problems/ },
  { name: 'Apache', role: 'down', statuses: GATEWAY, headers: { server: /^Apache/i } },
  { name: 'Caddy', role: 'down', statuses: GATEWAY, headers: { server: /^Caddy/i } },
  { name: 'IIS', role: 'down', statuses: GATEWAY, headers: { server: /^Microsoft-IIS/i } },
  { name: 'nginx', role: 'down', statuses: GATEWAY, headers: { server: /^(nginx|openresty)/i } },
  { name: 'nginx', role: 'down', statuses: GATEWAY, body: /<center>(nginx|openresty)/i },
  { name: 'a proxy', role: 'down', statuses: GATEWAY },
  // nginx says it at a limit, in maintenance, and in Kubernetes where a service has no pod.
  { name: 'nginx', role: 'unavailable', statuses: [503], body: /<center>(nginx|openresty)/i },
  { name: 'the server or a proxy', role: 'unavailable', statuses: [503] },
  // Filters on the way, in the words of their block pages.
  { name: 'ModSecurity', role: 'refused', statuses: [403, 406], body: /mod_?security/i },
  { name: 'a web filter', role: 'refused', body: /FortiGuard|FortiGate|Web Filter Violation|Zscaler|Websense|Blue ?Coat|Cisco Umbrella|Sophos (Web|Firewall)|Palo Alto Networks|McAfee Web Gateway|Barracuda (Web|Networks)/i, statuses: [200, 401, 403, 451] },
  { name: 'a proxy', role: 'refused', statuses: [407] },
  { name: 'the network', role: 'challenge', statuses: [511] },
  { name: 'nginx', role: 'refused', statuses: [403], body: /<center>(nginx|openresty)/i },
  { name: 'Apache', role: 'refused', statuses: [403], headers: { server: /^Apache/i } },
  { name: 'IIS', role: 'refused', statuses: [401, 403], headers: { server: /^Microsoft-IIS/i } },
  // The application's own server, in the words that it has for a path without a route.
  { name: 'FastAPI', role: 'framework', body: /^\{"detail":"(Not Found|Method Not Allowed|Forbidden|Not authenticated)"\}$/ },
  { name: 'Express', role: 'framework', body: /Cannot (GET|POST) \// },
  { name: 'NestJS or Fastify', role: 'framework', body: /"statusCode":404/ },
  { name: 'Spring', role: 'framework', body: /Whitelabel Error Page|"status":404,"error":"Not Found"/ },
  { name: 'Flask', role: 'framework', statuses: [404, 405], headers: { server: /^Werkzeug/i } },
  { name: 'Django', role: 'framework', statuses: [404], body: /The requested resource was not found on this server/i },
  { name: 'Go', role: 'framework', statuses: [404], body: /^404 page not found\s*$/ },
  { name: 'Next.js', role: 'framework', headers: { 'x-powered-by': /^Next\.js/i } },
  { name: 'Express', role: 'framework', headers: { 'x-powered-by': /^Express/i } },
  { name: 'PHP', role: 'framework', headers: { 'x-powered-by': /^PHP/i } },
  { name: 'uWebSockets', role: 'framework', headers: { uwebsockets: /./ } },
];

/** What answered, or null where nothing tells. An answer in Engine.IO's own words is the application's, whoever passed it on. */
export function responderOf(answer: Asked): Responder | null {
  if (answer.status === null || nodeCode(answer.body) !== null) return null;
  const fitting = PATTERNS.find((pattern) => fits(pattern, answer));
  return fitting === undefined ? null : { name: fitting.name, role: fitting.role, ...(fitting.dev === true && { dev: true }) };
}

function fits({ statuses, headers = {}, body }: Pattern, answer: Asked): boolean {
  if (statuses !== undefined && !statuses.includes(answer.status ?? 0)) return false;
  if (body !== undefined && !body.test(answer.body)) return false;
  return Object.entries(headers).every(([name, value]) => answer.headers.some(([has, text]) => has === name && value.test(text)));
}

/** A development server that serves pages at every path names itself in them. */
export function devServerIn(body: string): string | null {
  if (body.includes('/@vite/client')) return 'Vite';
  if (/webpack-dev-server|\/static\/js\/bundle\.js/.test(body)) return 'webpack-dev-server';
  if (body.includes('/_next/')) return 'Next.js';
  return body.includes('ng-version') ? 'Angular' : null;
}
