/** Content-Security-Policy, as far as it decides whether a page may connect somewhere. Source: https://www.w3.org/TR/CSP3/ */

/**
 * Whether a policy forbids a document at `document` to connect to `url`. `policy` is the value of one header, which may hold
 * several policies; one that forbids is enough. A policy without `connect-src` and `default-src` forbids nothing.
 */
export function policyForbids(policy: string, document: string, url: string): boolean {
  if (!URL.canParse(url) || !URL.canParse(document)) return false;
  return policy.split(',').some((one) => {
    const sources = sourcesOf(one);
    return sources !== null && !sources.some((source) => matches(source, new URL(document), new URL(url)));
  });
}

/** The directive that decides about connections, such as `connect-src`, or null where none does. */
export function decidingDirective(policy: string): string | null {
  const names = directives(policy).map(([name]) => name);
  return names.find((name) => name === 'connect-src') ?? names.find((name) => name === 'default-src') ?? null;
}

function directives(policy: string): [string, string[]][] {
  return policy.split(/[;,]/).map((directive) => directive.trim().split(/\s+/)).filter(([name]) => name !== '').map(([name = '', ...values]) => [name.toLowerCase(), values]);
}

function sourcesOf(policy: string): string[] | null {
  const all = directives(policy);
  return (all.find(([name]) => name === 'connect-src') ?? all.find(([name]) => name === 'default-src'))?.[1] ?? null;
}

/** The schemes that a scheme in a source expression matches besides itself: section 6.7.2.9, “scheme-part matches”. */
const ALSO: Readonly<Record<string, readonly string[]>> = { 'http:': ['https:'], 'ws:': ['wss:', 'http:', 'https:'], 'wss:': ['https:'] };
const PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'ws:': '80', 'https:': '443', 'wss:': '443' };
const portOf = ({ port, protocol }: URL) => port || (PORTS[protocol] ?? '');

function schemeFits(allowed: string, used: string): boolean {
  return allowed === used || (ALSO[allowed]?.includes(used) ?? false);
}

/** `'self'` and sources without a scheme: browsers differ in whether those let a page of HTTP use WebSocket, so it counts as allowed. */
function pageSchemeFits(page: string, used: string): boolean {
  return schemeFits(page, used.replace(/^ws/, 'http')) || schemeFits(page, used);
}

function matches(source: string, document: URL, url: URL): boolean {
  if (source === '*') return ['http:', 'https:', 'ws:', 'wss:', document.protocol].includes(url.protocol);
  if (source.toLowerCase() === "'self'") return document.hostname === url.hostname && samePort(document, url) && pageSchemeFits(document.protocol, url.protocol);
  if (source.startsWith("'")) return false;
  if (/^[a-z][a-z\d+.-]*:$/i.test(source)) return schemeFits(source.toLowerCase(), url.protocol);
  const found = /^(?:([a-z][a-z\d+.-]*:)\/\/)?([^/:]+|\[[^\]]*\])(?::(\d+|\*))?(\/.*)?$/i.exec(source);
  if (found === null) return false;
  const [, named, host = '', port, path] = found;
  const scheme = named?.toLowerCase();
  const fits = scheme === undefined ? pageSchemeFits(document.protocol, url.protocol) : schemeFits(scheme, url.protocol);
  return fits && hostFits(host.toLowerCase(), url.hostname) && portFits(port, scheme ?? document.protocol, url) && pathFits(path, url.pathname);
}

function samePort(document: URL, url: URL): boolean {
  return portOf(document) === portOf(url) || (document.port === '' && url.port === '');
}

function hostFits(pattern: string, host: string): boolean {
  if (pattern === '*') return true;
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : pattern === host;
}

function portFits(port: string | undefined, scheme: string, url: URL): boolean {
  if (port === '*') return true;
  if (port !== undefined) return port === portOf(url);
  return url.port === '' || portOf(url) === (PORTS[scheme] ?? '');
}

function pathFits(path: string | undefined, asked: string): boolean {
  if (path === undefined || path === '/') return true;
  return path.endsWith('/') ? asked.startsWith(path) : asked === path;
}
