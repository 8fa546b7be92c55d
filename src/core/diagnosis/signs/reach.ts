/** Signs of how far a request came before anything was asked of it: the browser's leave, the name, the port, TLS, HTTP. */
import type { Blocker, EntryOf } from '../../entries/entry.ts';
import { isHandshake, type Answer } from '../evidence/answers.ts';
import { hostOf, isFailing, probe, stood, type CaseFile } from '../evidence/case-file.ts';
import { decidingDirective, policyForbids } from '../evidence/csp.ts';
import { newestFew, shownBy, shownByAnswers, type Look, type Seen } from '../evidence/sign.ts';
import { pollsWell } from './who.ts';

const BLOCKED_ERRORS: Readonly<Record<Exclude<Blocker, 'unknown'>, RegExp>> = {
  csp: /blocked_by_csp|content.security.policy/i,
  'mixed-content': /mixed.content|insecure websocket/i,
  'local-network': /blocked_by_(local_network|private_network)_access|private_network_access/i,
  'unsafe-port': /unsafe_port/i,
  extension: /blocked_by_client/i,
};

/** What the browser says that it stopped, of the newest attempts. */
function blockedBy(blocker: Exclude<Blocker, 'unknown'>): Look {
  const pattern = BLOCKED_ERRORS[blocker];
  return ({ failures, answers }) => {
    const ended = failures.flatMap(({ ending }) => (ending?.entry.kind === 'socket-closed' && (ending.entry.blocked === blocker || pattern.test(ending.reason)) ? [ending.entry] : []));
    const said = answers.filter(({ error }) => pattern.test(error)).map(({ entry }) => entry);
    return shownBy(newestFew([...ended, ...said]));
  };
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|[^:]*\.localhost)(:\d+)?$/i;
const PRIVATE = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|\[f[cd]|[^:]*\.local(:|$))/i;
const isLocal = (url: string) => LOOPBACK.test(hostOf(url)) || PRIVATE.test(hostOf(url));
const isSecure = (url: string) => /^(https|wss):/i.test(url);

/** Ports that browsers refuse: https://fetch.spec.whatwg.org/#port-blocking */
const UNSAFE_PORTS = new Set(
  '1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119 123 135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989 990 993 995 1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697 10080'.split(' '),
);

const failed = ({ failures }: CaseFile) => failures.at(-1);

/** Errors of a network, by what they say of the step that failed. */
const NAME = /name_not_resolved|enotfound|eai_again|name_resolution_failed|unknownHost/i;
const REFUSED = /connection_refused|econnrefused/i;
const UNREACHED = /address_unreachable|address_invalid|ehostunreach|enetunreach|connection_timed_out|etimedout/i;
const OFFLINE = /internet_disconnected|network_changed|network_io_suspended/i;
const BROWSER_PROXY = /proxy_connection_failed|tunnel_connection_failed|mandatory_proxy|proxy_auth|socks_connection/i;
const CERTIFICATE = /certificate|\bcert_|_cert_|err_cert|self.signed|unable_to_(verify|get)|depth_zero|hostname_mismatch|altname/i;
const TLS_PROTOCOL = /ssl_protocol_error|eproto|wrong.version.number|packet length too long|unknown protocol|http_request\b|tls.*not|record.layer/i;
/** What the other side says in TLS itself, so that it speaks it: an alert, or no version or cipher in common. */
const TLS_ALERT = /\balert\b|_alert_|version_or_cipher|client_auth|unrecognized_name|unsupported.protocol|no.protocols.available/i;
const CLIENT_CERTIFICATE = /certificate.required|client_auth/i;
/** The beginning of an answer that is none of HTTP/1. */
const NOT_HTTP = /hpe_invalid_(constant|version)|invalid_http_response/i;
const DROPPED = /empty_response|econnreset|connection_reset|connection_closed|socket hang up|und_err_socket|other side closed|epipe/i;

/** What the question about the other scheme meets is no error of this address. */
const withError = (pattern: RegExp, except?: RegExp): Look => ({ answers, probes }) => {
  const fits = ({ error }: { readonly error: string }) => pattern.test(error) && except?.test(error) !== true;
  const below = probes.filter((probed) => ['name', 'tcp', 'tls'].includes(probed.question) && fits(probed));
  const said = answers.filter(fits);
  const [first] = [...said, ...below];
  return shownBy(newestFew([...said.map(({ entry }) => entry), ...below]), { error: first?.error ?? '' });
};

/** Of the errors about TLS, a certificate is one that the other side showed. */
const tlsNotSpoken: Look = (file) => {
  const found = withError(TLS_PROTOCOL, TLS_ALERT)(file);
  const url = file.last?.url ?? probe(file, 'polling')?.url ?? '';
  return found !== null && isSecure(urlOf(found) ?? url) ? found : null;
};

function urlOf({ evidence }: Seen): string | undefined {
  const asked = evidence.find((entry) => entry.kind === 'probe' && entry.question !== 'scheme') as EntryOf<'probe'> | undefined;
  return asked?.url;
}

/** Servers for TLS say so, in words of their own, when a request comes without it. */
const TLS_WANTED = /plain HTTP request was sent to HTTPS port|HTTP request to an HTTPS server|speaking plain HTTP to an SSL|requires TLS|this is not an? (http|plain)|client sent an HTTP request/i;

/** The answer of the same port in the other scheme, where it is one that speaks for that scheme. */
function otherScheme(file: CaseFile, asked: 'http:' | 'https:'): EntryOf<'probe'> | null {
  const other = probe(file, 'scheme');
  return other !== undefined && other.url.startsWith(asked) ? other : null;
}

const answeredHttp = ({ status, outcome }: Pick<Answer, 'status' | 'outcome'>) => status !== null || outcome === 'opened' || outcome === 'closed' || outcome === 'hidden';

/** The redirects that were met, the newest first place told: by answers, and by sessions that came about after one and never stood. */
const redirected: Look = ({ answers, brief }) => {
  const told = answers.filter(({ redirects }) => redirects.length > 0);
  const [status, location] = told.at(-1)?.redirects[0] ?? [0, ''];
  if (told.length > 0) return shownByAnswers(told, { status: status === 0 ? '3xx' : String(status), location });
  const led = brief.flatMap(({ redirect }) => redirect ?? []);
  return shownBy(newestFew(led), { status: String(led.at(-1)?.status ?? ''), location: led.at(-1)?.location ?? '' });
};

export const REACH = {
  policyEnforced: (file) => {
    const host = hostOf(failed(file)?.url ?? file.last?.url ?? '');
    const enforced = file.violations.filter(({ blockedUrl }) => hostOf(blockedUrl) === host && host !== '');
    const said = blockedBy('csp')(file);
    return shownBy(newestFew([...enforced, ...(said?.evidence ?? [])]), { directive: enforced.at(-1)?.directive ?? 'connect-src' });
  },
  policyForbids: (file) => {
    const attempt = failed(file) ?? file.last;
    if (attempt === undefined || file.subject !== 'page' || stood(attempt)) return null;
    const document = file.documents.findLast(({ url }) => url.split('#')[0] === attempt.maker.split('#')[0]) ?? file.documents.findLast(({ isFrame }) => isFrame !== true);
    const policy = document?.headers.find(([name]) => name === 'content-security-policy')?.[1];
    if (document === undefined || policy === undefined || !policyForbids(policy, document.url, attempt.url)) return null;
    return shownBy([document, attempt.opened], { directive: decidingDirective(policy) ?? 'connect-src' });
  },
  mixedContentSaid: blockedBy('mixed-content'),
  insecureFromSecure: (file) => {
    const attempt = failed(file);
    if (file.subject !== 'page' || attempt === undefined || !isSecure(attempt.maker) || isSecure(attempt.url) || isLocal(attempt.url)) return null;
    return shownBy([attempt.opened, attempt.ending?.entry]);
  },
  localNetworkSaid: blockedBy('local-network'),
  localFromElsewhere: (file) => {
    const attempt = failed(file);
    if (file.subject !== 'page' || attempt === undefined || attempt.maker === '' || !isLocal(attempt.url) || isLocal(attempt.maker)) return null;
    return shownBy([attempt.opened, attempt.ending?.entry]);
  },
  unsafePortSaid: blockedBy('unsafe-port'),
  unsafePort: (file) => {
    const attempt = failed(file);
    const port = /:(\d+)$/.exec(hostOf(attempt?.url ?? ''))?.[1] ?? '';
    return attempt !== undefined && UNSAFE_PORTS.has(port) ? shownBy([attempt.opened, attempt.failure ?? attempt.ending?.entry], { port }) : null;
  },
  extensionBlocked: blockedBy('extension'),
  /** Of a page: nothing of it was seen by the server, as far as the browser says. */
  unsaid: (file) => {
    const silent = file.answers.filter(({ by, outcome, error }) => by === 'page' && outcome === 'refused' && !/err_(?!failed)/i.test(error));
    return isFailing(file) ? shownByAnswers(silent) : null;
  },
  /** The server lets a handshake of ours in, by a poll or by a WebSocket. */
  letsUsIn: (file) => {
    const opened = [probe(file, 'polling'), probe(file, 'websocket')].filter((answer) => answer !== undefined && isHandshake(answer));
    return shownBy(opened);
  },
  nameUnresolved: withError(NAME),
  connectionRefused: withError(REFUSED),
  /** The host, or the way to it, gives no answer below HTTP. */
  hostUnreached: withError(UNREACHED),
  browserOffline: withError(OFFLINE),
  /** The proxy that the browser itself goes through fails, or lets nothing through to this host. */
  browserProxyFails: withError(BROWSER_PROXY),
  certificateRefused: withError(CERTIFICATE, TLS_ALERT),
  tlsRefused: withError(TLS_ALERT),
  clientCertificateRefused: withError(CLIENT_CERTIFICATE),
  /** A server says in HTTP that the client showed no certificate of its own. */
  clientCertificateSaid: ({ answers }) => shownByAnswers(answers.filter(({ status, body }) => (status === 400 || status === 403) && /no required ssl certificate|client certificate (is )?required/i.test(body))),
  notHttp: (file) => {
    const found = withError(NOT_HTTP)(file);
    const words = found?.evidence.flatMap((entry) => (entry.kind === 'probe' && entry.body !== null ? [entry.body] : []))[0] ?? '';
    return found === null ? null : { ...found, facts: { ...found.facts, words: words.trim() === '' ? '–' : words.trim() } };
  },
  tlsNotSpoken,
  /** The port answers plain HTTP, though the address says https. */
  plainAtPort: (file) => {
    const other = otherScheme(file, 'http:');
    return other !== null && answeredHttp(other) ? shownBy([other], { url: schemeAndHost(other.url) }) : null;
  },
  /** The port speaks TLS, though the address says http. */
  tlsAtPort: (file) => {
    const other = otherScheme(file, 'https:');
    return other !== null && (answeredHttp(other) || CERTIFICATE.test(other.error) || TLS_ALERT.test(other.error)) ? shownBy([other], { url: schemeAndHost(other.url) }) : null;
  },
  tlsWanted: ({ answers }) => shownByAnswers(answers.filter(({ status, body }) => status === 400 && TLS_WANTED.test(body))),
  secureAndSilent: (file) => {
    const url = file.last?.url ?? probe(file, 'polling')?.url ?? '';
    const unseen = file.answers.filter(({ outcome, error }) => outcome === 'refused' && error === '');
    const reached = file.answers.some(({ outcome }) => outcome !== 'refused');
    return isFailing(file) && isSecure(url) && !reached ? shownByAnswers(unseen) : null;
  },
  /** The connection was accepted and dropped without an answer. */
  dropped: (file) => (file.answers.some(answeredHttp) ? null : withError(DROPPED)(file)),
  /** Nothing at all came back, and nobody says why. */
  nothingSeen: (file) => {
    if (!isFailing(file) || file.answers.length === 0) return null;
    return file.answers.every(({ outcome }) => outcome === 'refused' || outcome === 'timeout') ? shownByAnswers(file.answers) : null;
  },
  noAnswerInTime: (file) => {
    const well = pollsWell(file);
    return isFailing(file) ? shownByAnswers(file.answers.filter(({ outcome, transport }) => outcome === 'timeout' && !(well && transport === 'websocket'))) : null;
  },
  /** A handshake of a page that has been under way for long. */
  handshakeHangs: ({ attempts, now }) => {
    const waiting = attempts.filter(({ handshake, ending, failure, opened, http, lastIn, subject }) =>
      subject === 'page' && handshake === null && ending === null && failure === null && http === null && lastIn === null && now - opened.at >= HANGS_MS,
    );
    return shownBy(newestFew(waiting.map(({ opened }) => opened)), { seconds: Math.round((now - (waiting.at(-1)?.opened.at ?? now)) / 1_000) });
  },
  wasThereBefore: ({ attempts }) => shownBy([attempts.findLast(stood)?.connects[0]?.entry]),
  probeUnanswered: (file) => {
    const asked = probe(file, 'polling');
    return asked?.outcome === 'refused' ? shownBy([asked]) : null;
  },
  redirected,
  /** A redirect leads to where people sign in. */
  redirectedToLogin: (file) => {
    const found = redirected(file);
    return found !== null && LOGIN.test(String(found.facts?.['location'])) ? found : null;
  },
  /** An HTTP answer of any kind, also one that the browser hides. That of a former session counts until an attempt has failed. */
  answered: ({ answers, attempts, failures }) => {
    const told = answers.filter(answeredHttp);
    const stoodOnce = failures.length > 0 ? undefined : attempts.findLast(({ handshake }) => handshake !== null)?.handshake?.entry;
    return shownByAnswers(told) ?? shownBy([stoodOnce]);
  },
  hiddenFromUs: (file) => {
    const asked = probe(file, 'polling');
    return asked?.outcome === 'hidden' ? shownBy([asked]) : null;
  },
} satisfies Record<string, Look>;

/** In the address of a page where people sign in, of the application's own or of a single sign-on. */
const LOGIN = /(^|[/?&=._-])(service)?(log[-_]?in|sign[-_]?in|oauth2?|openid|saml2?|sso|authorize|authenticate|auth)([/?&=._-]|$)/i;

/** How long a handshake may take before it is worth a word. Milliseconds. */
const HANGS_MS = 8_000;

function schemeAndHost(url: string): string {
  return /^[a-z]+:\/\/[^/?#]*/i.exec(url)?.[0] ?? url;
}
