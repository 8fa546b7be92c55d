/**
 * Whether a Content-Security-Policy lets its document connect to an address: `connect-src`, or else `default-src`.
 * https://www.w3.org/TR/CSP3/#directive-connect-src, with the matching of https://www.w3.org/TR/CSP3/#match-url-to-source-expression.
 */

/** The sources of a policy that rule over connections, or null where it has none. */
export function connectSources(policy: string): readonly string[] | null {
  const directives = new Map<string, readonly string[]>();
  for (const directive of policy.split(';')) {
    const [name = '', ...sources] = directive.trim().split(/\s+/);
    // The first of a name counts.
    if (name !== '' && !directives.has(name.toLowerCase())) directives.set(name.toLowerCase(), sources);
  }
  return directives.get('connect-src') ?? directives.get('default-src') ?? null;
}

/** `policy` is a header's value, in which several policies are apart by commas: all of them have to allow it. */
export function allowsConnection(policy: string, url: string, document: string): boolean {
  if (!URL.canParse(url) || !URL.canParse(document)) return true;
  const [target, self] = [new URL(url), new URL(document)];
  return policy.split(',').every((each) => {
    const sources = connectSources(each);
    return sources === null || sources.some((source) => matches(source, target, self));
  });
}

const PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'ws:': '80', 'https:': '443', 'wss:': '443' };

function portOf({ protocol, port }: URL): string {
  return port === '' ? (PORTS[protocol] ?? '') : port;
}

/** A scheme matches itself and what is more secure; http also matches WebSockets. */
function schemeMatches(allowed: string, { protocol }: URL): boolean {
  if (allowed === protocol) return true;
  const further: Readonly<Record<string, readonly string[]>> = { 'http:': ['https:', 'ws:', 'wss:'], 'https:': ['wss:'], 'ws:': ['wss:', 'http:', 'https:'], 'wss:': ['https:'] };
  return further[allowed]?.includes(protocol) ?? false;
}

function portMatches(allowed: string, target: URL, scheme: string): boolean {
  if (allowed === '*') return true;
  const port = portOf(target);
  if (allowed !== '') return allowed === port || (allowed === '80' && port === '443');
  return port === PORTS[target.protocol] || port === PORTS[scheme];
}

const HOST_SOURCE = /^(?:([a-z][a-z\d+.-]*):\/\/)?(\*|(?:\*\.)?[^/:*]+|\[[\da-f:]+\])(?::(\d+|\*))?(\/[^?#]*)?$/i;

function matches(source: string, target: URL, self: URL): boolean {
  const lower = source.toLowerCase();
  if (lower === "'self'") return target.hostname === self.hostname && schemeMatches(self.protocol, target) && (portOf(target) === portOf(self) || portMatches('', target, ''));
  if (lower === '*') return ['http:', 'https:', 'ws:', 'wss:', self.protocol].includes(target.protocol);
  if (/^[a-z][a-z\d+.-]*:$/.test(lower)) return schemeMatches(lower, target);
  const found = HOST_SOURCE.exec(lower);
  if (found === null) return false;
  const [, scheme, host = '', port = '', path = ''] = found;
  const isScheme = schemeMatches(scheme === undefined ? self.protocol : `${scheme}:`, target);
  const isHost = host === '*' || (host.startsWith('*.') ? target.hostname.endsWith(host.slice(1)) : target.hostname === host);
  const isPath = path === '' || path === '/' || (path.endsWith('/') ? target.pathname.toLowerCase().startsWith(path) : target.pathname.toLowerCase() === path);
  return isScheme && isHost && portMatches(port, target, `${scheme ?? ''}:`) && isPath;
}
