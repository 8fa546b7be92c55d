/** What the page's code does, and what comes of it. */
import { FADE_MS, isLive, linesWith, stood } from '../case-file.ts';
import { TOO_MANY_PACKETS } from '../phrases.ts';
import { newestFew, rule } from '../rule.ts';

/** How long two connections may overlap: a framework that mounts twice closes the first within this time. Milliseconds. */
const OVERLAP_MS = 2_000;

export const duplicateConnection = rule('duplicate-connection', {
  where: 'client',
  look: ({ subject, attempts, navigations, now }) => {
    if (subject !== 'page') return null;
    const loadedAt = navigations.at(-1)?.at ?? 0;
    const live = attempts.filter((attempt) => isLive(attempt) && stood(attempt) && now - attempt.connects[0]!.entry.at >= OVERLAP_MS);
    const twins = live.filter((a) =>
      live.some((b) => a !== b && a.maker === b.maker && a.connects[0]!.namespace === b.connects[0]!.namespace && a.opened.at < loadedAt === b.opened.at < loadedAt),
    );
    if (twins.length < 2) return null;
    // A session by polls alone that was dropped is never said to have ended.
    const seen = twins.every(({ transports }) => transports.includes('websocket'));
    return { confidence: seen ? 'likely' : 'guess', evidence: newestFew(twins.map(({ connects }) => connects[0]!.entry)) };
  },
});

/** So many events at once after a reconnect were waiting for it. */
const FLOOD = 20;
const MAYBE_FLOOD = 10;

export const emitFlood = rule('emit-flood', {
  where: 'client',
  look: ({ attempts, now }) => {
    const connected = attempts.filter(stood);
    const last = connected.at(-1);
    const [first] = connected;
    if (last === undefined || last === first || now - last.connects[0]!.entry.at >= FADE_MS) return null;
    // What an application sends on every connect was not waiting.
    const extra = last.burst.length - first!.burst.length;
    if (extra < MAYBE_FLOOD) return null;
    return { confidence: extra >= FLOOD ? 'likely' : 'guess', evidence: [last.connects[0]!.entry, ...newestFew(last.burst)] };
  },
});

export const notRecovered = rule('not-recovered', {
  where: 'server',
  look: ({ attempts, now }) => {
    const last = attempts.findLast(stood);
    const connect = last?.connects.findLast(({ recovered }) => recovered === false);
    if (last === undefined || connect === undefined || now - connect.entry.at >= FADE_MS) return null;
    return { confidence: 'certain', evidence: [...(last.connectSent === null ? [] : [last.connectSent]), connect.entry] };
  },
});

export const clientPingIgnored = rule('client-ping-ignored', {
  where: 'client',
  look: ({ last }) => {
    if (last === undefined || last.subject !== 'page') return null;
    const inAddress = /[?&]ping_?(timeout|interval)=/i.test(last.url) ? [last.opened] : [];
    const inAuth = /"ping_?(timeout|interval)":/i.test(last.connectSent?.text ?? '') ? [last.connectSent!] : [];
    const evidence = [...inAddress, ...inAuth];
    return evidence.length > 0 ? { confidence: 'likely', evidence } : null;
  },
});

export const ghostSessions = rule('ghost-sessions', {
  where: 'client',
  look: ({ attempts, now }) => {
    const left = attempts.filter(({ ending, transports, handshake, upgrade, connects }) => {
      if (ending === null || handshake === null || connects.length === 0 || !ending.pageGone || ending.goodbye !== 'none') return false;
      const keptMs = handshake.pingInterval + handshake.pingTimeout;
      return !transports.includes('websocket') && upgrade?.stage !== 'done' && now - ending.at < keptMs;
    });
    return left.length > 0 ? { confidence: 'guess', evidence: newestFew(left.map(({ ending }) => ending!.entry)) } : null;
  },
});

export const packetsLost = rule('packets-lost', {
  where: 'server',
  look: (file) => {
    const lines = linesWith(file, TOO_MANY_PACKETS);
    return lines.length > 0 ? { confidence: 'certain', evidence: newestFew(lines) } : null;
  },
});
