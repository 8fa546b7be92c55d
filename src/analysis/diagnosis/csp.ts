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

const SECURE: Readonly<Record<string, string>> = { 'http:': 'https:', 'ws:': 'wss:' };
const PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'ws:': '80', 'https:': '443', 'wss:': '443' };
const portOf = ({ port, protocol }: URL) => port || (PORTS[protocol] ?? '');
const asHttp = (protocol: string) => protocol.replace(/^ws/, 'http');

/** Whether a page of one scheme may use the other where a source names none: the same, its secure form, or WebSocket for HTTP. */
function schemeFits(allowed: string, used: string): boolean {
  return allowed === used || SECURE[allowed] === used || (allowed === asHttp(used) && allowed !== used) || SECURE[allowed] === asHttp(used);
}

function matches(source: string, document: URL, url: URL): boolean {
  if (source === '*') return ['http:', 'https:', 'ws:', 'wss:', document.protocol].includes(url.protocol);
  if (source.toLowerCase() === "'self'") return document.hostname === url.hostname && samePort(document, url) && schemeFits(document.protocol, url.protocol);
  if (source.startsWith("'")) return false;
  const scheme = /^([a-z][a-z\d+.-]*:)(?!\d)(\/\/)?/i.exec(source);
  if (scheme !== null && scheme[2] === undefined) return schemeFits(scheme[1]!.toLowerCase(), url.protocol);
  const found = /^(?:([a-z][a-z\d+.-]*:)\/\/)?([^/:]+|\[[^\]]*\])(?::(\d+|\*))?(\/.*)?$/i.exec(source);
  if (found === null) return false;
  const [, named, host = '', port, path] = found;
  const allowedScheme = named?.toLowerCase() ?? document.protocol;
  return schemeFits(allowedScheme, url.protocol) && hostFits(host.toLowerCase(), url.hostname) && portFits(port, allowedScheme, url) && pathFits(path, url.pathname);
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
