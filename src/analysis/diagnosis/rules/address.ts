/** Nothing that speaks Socket.IO answers at this address. */
import type { Entry } from '../../../recording/entry.ts';
import { isHandshake, isHtml, nodeCode, type Answer } from '../answers.ts';
import { hostOf, isFailing, probe, stood, type CaseFile } from '../case-file.ts';
import { BROWSER_CERTIFICATE_ERROR, BROWSER_MIXED_CONTENT, BROWSER_UNREACHABLE } from '../phrases.ts';
import type { Clue, Rule } from '../rule.ts';

const isSecure = (url: string) => /^(https|wss):/i.test(url);
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|[^:]*\.localhost)(:\d+)?$/i;

/** The body of an Engine.IO 3 handshake, which is an answer of Socket.IO though not one to go on with. */
const ENGINE_3_BODY = /^\d+:0\{/;

export const mixedContent: Rule = {
  id: 'mixed-content',
  title: 'The browser blocks an insecure connection from a secure page',
  cause: 'The page came over https and opens a connection over plain ws or http, which browsers do not allow.',
  fix: 'Serve the Socket.IO server over https and connect to it with https:// or wss://, or through the page’s own origin.',
  where: 'browser',
  link: 'https://developer.mozilla.org/en-US/docs/Web/Security/Mixed_content',
  outranks: ['server-unreachable', 'cors-blocked', 'no-fallback'],
  look: ({ subject, failures }) => {
    const failed = failures.at(-1);
    if (subject !== 'page' || failed === undefined) return null;
    const { url, maker, opened, ending } = failed;
    const said = BROWSER_MIXED_CONTENT.test(ending?.reason ?? '');
    if (!said && (!isSecure(maker) || isSecure(url) || LOOPBACK.test(hostOf(url)))) return null;
    return { confidence: 'certain', evidence: [opened, ...(ending === null ? [] : [ending.entry])] };
  },
};

export const tlsUntrusted: Rule = {
  id: 'tls-untrusted',
  title: 'The browser does not trust the server’s certificate',
  cause: 'The certificate is self-signed, expired, or for another name. A WebSocket shows no warning to click through: it just fails.',
  fix: 'Open the server’s address in a tab once and accept the certificate, or install one that the browser trusts.',
  where: 'server',
  link: 'https://developer.mozilla.org/en-US/docs/Web/Security/Transport_Layer_Security',
  outranks: ['server-unreachable', 'cors-blocked', 'no-fallback'],
  look: (file) => {
    if (!isFailing(file)) return null;
    const told = file.answers.filter(({ error }) => BROWSER_CERTIFICATE_ERROR.test(error));
    if (told.length > 0) return { confidence: 'certain', evidence: told.map(({ entry }) => entry) };
    const url = file.last?.url ?? probe(file, 'polling')?.url ?? '';
    const unseen = file.answers.filter(({ outcome, error }) => outcome === 'refused' && error === '');
    const reached = file.answers.some(({ outcome }) => outcome !== 'refused');
    return isSecure(url) && unseen.length > 0 && !reached ? { confidence: 'guess', evidence: unseen.map(({ entry }) => entry) } : null;
  },
};

/** What a proxy answers for a server that it cannot reach. */
const GATEWAY: ReadonlySet<number | null> = new Set([502, 503, 504]);

export const serverUnreachable: Rule = {
  id: 'server-unreachable',
  title: 'Nothing answers at this address',
  cause: 'The server is not running, or host and port are wrong.',
  fix: 'Start the server and check host and port. Holdfast keeps trying by itself.',
  where: 'server',
  link: 'https://socket.io/docs/v4/troubleshooting-connection-issues/',
  look: (file) => {
    if (!isFailing(file) || file.answers.length === 0) return null;
    const gateway = file.answers.filter(({ status }) => GATEWAY.has(status));
    if (gateway.length > 0) return behindProxy(gateway);
    if (file.answers.some(({ outcome }) => outcome === 'answered' || outcome === 'opened' || outcome === 'closed' || outcome === 'hidden')) return null;
    const evidence = file.answers.map(({ entry }) => entry);
    if (file.answers.some(({ outcome }) => outcome === 'timeout')) return silent(evidence);
    return { confidence: unreachable(file), evidence };
  },
};

function behindProxy(answers: readonly Answer[]): Clue {
  return {
    confidence: 'likely',
    evidence: answers.map(({ entry }) => entry),
    words: {
      title: 'A proxy answers, but the server behind it does not',
      cause: `The proxy answered ${answers.at(-1)?.status}: it could not reach the Socket.IO server, or got no answer from it in time.`,
      fix: 'Start the server behind the proxy, and check the address that the proxy passes requests on to (proxy_pass in nginx).',
      where: 'proxy',
    },
  };
}

function silent(evidence: readonly Entry[]): Clue {
  return {
    confidence: 'guess',
    evidence,
    words: {
      title: 'The server does not answer in time',
      cause: 'Something may listen at this address, but no answer came: it is blocked or overloaded, or a firewall swallows the packets.',
      fix: 'Look at whether the server is busy or stopped in a debugger, and check host, port and firewall.',
    },
  };
}

function unreachable(file: CaseFile): Clue['confidence'] {
  if (file.answers.some(({ by, error }) => by === 'page' && BROWSER_UNREACHABLE.test(error))) return 'certain';
  const probed = probe(file, 'polling');
  if (probed !== undefined) return probed.error === '' ? 'likely' : 'certain';
  // Without a permission the browser shows an answer that it hides as no answer at all. A server that was there before is gone.
  return file.attempts.some(stood) ? 'likely' : 'guess';
}

export const wrongPath: Rule = {
  id: 'wrong-path',
  title: 'The server is there, but Socket.IO is not at this path',
  cause: 'The path differs between client and server. io("/x") names a namespace, not a path.',
  fix: 'Set the same path on both sides: `path` in io() or in the profile, and `path` (Node) or `socketio_path` (Python) on the server.',
  where: 'client',
  link: 'https://socket.io/docs/v4/client-options/#path',
  outranks: ['not-socketio', 'server-unreachable', 'no-fallback', 'cors-blocked', 'websocket-blocked'],
  look: (file) => {
    if (!isFailing(file)) return null;
    const elsewhere = file.probes.find((answer) => answer.question === 'path' && isHandshake(answer));
    const missing = file.answers.filter(({ status, body }) => status === 404 && nodeCode(body) === null);
    const other = file.answers.filter(isSomethingElse);
    if (elsewhere !== undefined && missing.length + other.length > 0) {
      const path = /^[a-z]+:\/\/[^/]*([^?]*)/i.exec(elsewhere.url)?.[1] ?? elsewhere.url;
      const fix = `Set the path to ${path} in the client (path in io(), or in the profile): there the server answers.`;
      return { confidence: 'certain', evidence: [...missing, ...other].map(({ entry }) => entry).concat(elsewhere), words: { fix } };
    }
    return missing.length > 0 ? { confidence: 'likely', evidence: missing.map(({ entry }) => entry) } : null;
  },
};

/** Whether a poll was answered well, though with something that Socket.IO never says. */
function isSomethingElse(answer: Answer): boolean {
  const { transport, outcome, status, body } = answer;
  if (transport === 'polling-3' || isHandshake(answer) || ENGINE_3_BODY.test(body)) return false;
  if (transport === 'websocket') return outcome === 'closed' && body !== '' && !body.startsWith('0{');
  return outcome === 'answered' && (status === 200 || status === 426);
}

export const notSocketIo: Rule = {
  id: 'not-socketio',
  title: 'What answers at this address is not Socket.IO',
  cause: 'Another service listens there: a web server that has an answer for every path, or an ordinary WebSocket server.',
  fix: 'Check host and port. If a dev server or proxy stands in front, have it pass the path on to the Socket.IO server.',
  where: 'client',
  link: 'https://socket.io/docs/v4/troubleshooting-connection-issues/',
  outranks: ['server-unreachable', 'no-fallback', 'cors-blocked', 'websocket-blocked'],
  look: (file) => {
    if (!isFailing(file)) return null;
    const other = file.answers.filter(isSomethingElse);
    if (other.length === 0) return null;
    const evidence = other.map(({ entry }) => entry);
    if (other.some(({ status }) => status === 426)) {
      return { confidence: 'likely', evidence, words: { cause: 'An ordinary WebSocket server listens there: it asks every plain request to upgrade.' } };
    }
    const page = other.some(({ body }) => isHtml(body));
    return { confidence: 'likely', evidence, ...(page ? { words: { cause: 'A web server answers with a page. It may be a dev server that has one for every path.' } } : {}) };
  },
};
