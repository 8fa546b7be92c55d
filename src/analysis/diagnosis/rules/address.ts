/** Nothing that speaks Socket.IO answers at this address. */
import { isHandshake, isHtml, nodeCode, type Answer } from '../answers.ts';
import { hostOf, isFailing, probe, stood, type CaseFile } from '../case-file.ts';
import { BROWSER_CERTIFICATE_ERROR, BROWSER_MIXED_CONTENT, BROWSER_UNREACHABLE } from '../phrases.ts';
import { rule, type Clue } from '../rule.ts';

const isSecure = (url: string) => /^(https|wss):/i.test(url);
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|[^:]*\.localhost)(:\d+)?$/i;

/** The body of an Engine.IO 3 handshake, which is an answer of Socket.IO though not one to go on with. */
const ENGINE_3_BODY = /^\d+:0\{/;

export const mixedContent = rule('mixed-content', {
  where: 'browser',
  outranks: ['server-unreachable', 'cors-blocked', 'no-fallback'],
  look: ({ subject, failures }) => {
    const failed = failures.at(-1);
    if (subject !== 'page' || failed === undefined) return null;
    const { url, maker, opened, ending } = failed;
    const said = BROWSER_MIXED_CONTENT.test(ending?.reason ?? '');
    if (!said && (!isSecure(maker) || isSecure(url) || LOOPBACK.test(hostOf(url)))) return null;
    return { confidence: 'certain', evidence: [opened, ...(ending === null ? [] : [ending.entry])] };
  },
});

export const tlsUntrusted = rule('tls-untrusted', {
  where: 'server',
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
});

/** What a proxy answers for a server that it cannot reach. */
const GATEWAY: ReadonlySet<number | null> = new Set([502, 503, 504]);

export const serverUnreachable = rule('server-unreachable', {
  where: 'server',
  look: (file) => {
    if (!isFailing(file) || file.answers.length === 0) return null;
    const gateway = file.answers.filter(({ status }) => GATEWAY.has(status));
    if (gateway.length > 0) return behindProxy(gateway);
    if (file.answers.some(({ outcome }) => outcome === 'answered' || outcome === 'opened' || outcome === 'closed' || outcome === 'hidden')) return null;
    const evidence = file.answers.map(({ entry }) => entry);
    if (file.answers.some(({ outcome }) => outcome === 'timeout')) return { confidence: 'guess', evidence, variant: 'silent' };
    return { confidence: unreachable(file), evidence };
  },
});

function behindProxy(answers: readonly Answer[]): Clue<'proxied'> {
  return {
    confidence: 'likely',
    evidence: answers.map(({ entry }) => entry),
    variant: 'proxied',
    facts: { status: String(answers.at(-1)?.status) },
    where: 'proxy',
  };
}

function unreachable(file: CaseFile): Clue['confidence'] {
  if (file.answers.some(({ by, error }) => by === 'page' && BROWSER_UNREACHABLE.test(error))) return 'certain';
  const probed = probe(file, 'polling');
  if (probed !== undefined) return probed.error === '' ? 'likely' : 'certain';
  // Without a permission the browser shows an answer that it hides as no answer at all. A server that was there before is gone.
  return file.attempts.some(stood) ? 'likely' : 'guess';
}

export const wrongPath = rule('wrong-path', {
  where: 'client',
  outranks: ['not-socketio', 'server-unreachable', 'no-fallback', 'cors-blocked', 'websocket-blocked'],
  look: (file) => {
    if (!isFailing(file)) return null;
    const elsewhere = file.probes.find((answer) => answer.question === 'path' && isHandshake(answer));
    const missing = file.answers.filter(({ status, body }) => status === 404 && nodeCode(body) === null);
    const other = file.answers.filter(isSomethingElse);
    // The browser may hide from us what is at this path, and yet show that Socket.IO is at another.
    const hidden = file.answers.filter(({ transport, outcome }) => transport === 'polling' && outcome === 'hidden');
    const wrong = [...missing, ...other];
    if (elsewhere !== undefined && wrong.length + hidden.length > 0) {
      const path = /^[a-z]+:\/\/[^/]*([^?]*)/i.exec(elsewhere.url)?.[1] ?? elsewhere.url;
      return { confidence: wrong.length > 0 ? 'certain' : 'likely', evidence: [...[...wrong, ...hidden].map(({ entry }) => entry), elsewhere], variant: 'elsewhere', facts: { path } };
    }
    return missing.length > 0 ? { confidence: 'likely', evidence: missing.map(({ entry }) => entry) } : null;
  },
});

/** Whether a poll was answered well, though with something that Socket.IO never says. */
function isSomethingElse(answer: Answer): boolean {
  const { transport, outcome, status, body } = answer;
  if (transport === 'polling-3' || isHandshake(answer) || ENGINE_3_BODY.test(body)) return false;
  if (transport === 'websocket') return outcome === 'closed' && body !== '' && !body.startsWith('0{');
  return outcome === 'answered' && (status === 200 || status === 426);
}

export const notSocketIo = rule('not-socketio', {
  where: 'client',
  outranks: ['server-unreachable', 'no-fallback', 'cors-blocked', 'websocket-blocked'],
  look: (file) => {
    if (!isFailing(file)) return null;
    const other = file.answers.filter(isSomethingElse);
    if (other.length === 0) return null;
    const evidence = other.map(({ entry }) => entry);
    if (other.some(({ status }) => status === 426)) return { confidence: 'likely', evidence, variant: 'websocket' };
    return { confidence: 'likely', evidence, variant: other.some(({ body }) => isHtml(body)) ? 'page' : undefined };
  },
});
