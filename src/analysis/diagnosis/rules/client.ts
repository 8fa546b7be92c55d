/** What the page's code does, and what comes of it. */
import { FADE_MS, isLive, linesWith, stood } from '../case-file.ts';
import { TOO_MANY_PACKETS } from '../phrases.ts';
import { newestFew, type Rule } from '../rule.ts';

/** How long two connections may overlap: a framework that mounts twice closes the first within this time. Milliseconds. */
const OVERLAP_MS = 2_000;

export const duplicateConnection: Rule = {
  id: 'duplicate-connection',
  title: 'The page holds two connections to the same server',
  cause: 'io() was called twice: in a component that mounts twice (StrictMode), on every render, or with forceNew.',
  fix: 'Call io() once, outside of components, and share the socket; or disconnect it when the component unmounts.',
  where: 'client',
  link: 'https://socket.io/how-to/use-with-react',
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
};

/** So many events at once after a reconnect were waiting for it. */
const FLOOD = 20;
const MAYBE_FLOOD = 10;

export const emitFlood: Rule = {
  id: 'emit-flood',
  title: 'Many events were sent at once right after a reconnect',
  cause: 'socket.io-client keeps what is emitted while it is disconnected, and sends all of it when it is back.',
  fix: 'Use socket.volatile.emit() for what is worthless later, check socket.connected, or empty socket.sendBuffer on disconnect.',
  where: 'client',
  link: 'https://socket.io/docs/v4/client-offline-behavior/',
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
};

export const notRecovered: Rule = {
  id: 'not-recovered',
  title: 'The server did not restore the session that the client asked for',
  cause: 'The client was away for longer than maxDisconnectionDuration, had received no event yet (so it has no offset), or reached another server.',
  fix: 'Fetch what was missed when socket.recovered is false, or raise maxDisconnectionDuration.',
  where: 'server',
  link: 'https://socket.io/docs/v4/connection-state-recovery',
  look: ({ attempts, now }) => {
    const last = attempts.findLast(stood);
    const connect = last?.connects.findLast(({ recovered }) => recovered === false);
    if (last === undefined || connect === undefined || now - connect.entry.at >= FADE_MS) return null;
    return { confidence: 'certain', evidence: [...(last.connectSent === null ? [] : [last.connectSent]), connect.entry] };
  },
};

export const clientPingIgnored: Rule = {
  id: 'client-ping-ignored',
  title: 'The page sets pingTimeout or pingInterval, which a client cannot',
  cause: 'Both are the server’s to set and reach the client in the handshake. A dead server is noticed after their sum, whatever the client says.',
  fix: 'Set pingInterval and pingTimeout on the server (ping_interval and ping_timeout in Python), and take them out of the client.',
  where: 'client',
  link: 'https://socket.io/docs/v4/server-options/#pinginterval',
  look: ({ last }) => {
    if (last === undefined || last.subject !== 'page') return null;
    const inAddress = /[?&]ping_?(timeout|interval)=/i.test(last.url) ? [last.opened] : [];
    const inAuth = /"ping_?(timeout|interval)":/i.test(last.connectSent?.text ?? '') ? [last.connectSent!] : [];
    const evidence = [...inAddress, ...inAuth];
    return evidence.length > 0 ? { confidence: 'likely', evidence } : null;
  },
};

export const ghostSessions: Rule = {
  id: 'ghost-sessions',
  title: 'The server may still hold the session of the page that was left',
  cause: 'A session by polling has no connection that ends with the page. The server keeps it until its ping timeout.',
  fix: 'Call socket.disconnect() on pagehide, or let the client use WebSocket.',
  where: 'client',
  link: 'https://socket.io/docs/v4/client-options/#closeonbeforeunload',
  look: ({ attempts, now }) => {
    const left = attempts.filter(({ ending, transports, handshake, upgrade, connects }) => {
      if (ending === null || handshake === null || connects.length === 0 || !ending.pageGone || ending.goodbye !== 'none') return false;
      const keptMs = handshake.pingInterval + handshake.pingTimeout;
      return !transports.includes('websocket') && upgrade?.stage !== 'done' && now - ending.at < keptMs;
    });
    return left.length > 0 ? { confidence: 'guess', evidence: newestFew(left.map(({ ending }) => ending!.entry)) } : null;
  },
};

export const packetsLost: Rule = {
  id: 'packets-lost',
  title: 'The server dropped packets, and said that all was well',
  cause: 'A client sent more than 16 packets in one POST. Python’s Engine.IO drops the whole payload and still answers 200.',
  fix: 'Let the client use WebSocket, send less at once, or raise Payload.max_decode_packets (engineio.payload) on the server.',
  where: 'server',
  link: 'https://flask-socketio.readthedocs.io/en/latest/deployment.html',
  look: (file) => {
    const lines = linesWith(file, TOO_MANY_PACKETS);
    return lines.length > 0 ? { confidence: 'certain', evidence: newestFew(lines) } : null;
  },
};
