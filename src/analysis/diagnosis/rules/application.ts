/** The application on the server says something, or fails to. */
import type { Refusal } from '../attempts.ts';
import { isLive, isOfThisPage, stood, type CaseFile } from '../case-file.ts';
import { newestFew, type Clue, type Rule } from '../rule.ts';

/** The refusals that still hold: of the newest attempt that was answered either way. */
function refusals({ attempts }: CaseFile): readonly Refusal[] {
  return attempts.findLast((attempt) => attempt.refusals.length > 0 || stood(attempt))?.refusals ?? [];
}

/** Node says "Invalid namespace"; Flask-SocketIO answers an unknown one with the bare string "Unable to connect". */
function isUnknownNamespace({ message, raw }: Refusal): boolean {
  return message === 'Invalid namespace' || raw === '"Unable to connect"' || raw === '"Invalid namespace"';
}

const named = (namespace: string) => (namespace === '' || namespace === '/' ? '' : ` ${namespace.slice(0, 100)}`);

export const namespaceUnknown: Rule = {
  id: 'namespace-unknown',
  title: 'The server has no such namespace',
  cause: 'Nothing on the server handles the namespace that was asked for.',
  fix: 'Correct the namespace in the client, or register it on the server. A mount point belongs in the path instead.',
  where: 'client',
  link: 'https://socket.io/docs/v4/namespaces/',
  look: (file) => {
    const unknown = refusals(file).filter(isUnknownNamespace);
    const [first] = unknown;
    if (first === undefined) return null;
    return { confidence: 'certain', evidence: unknown.map(({ entry }) => entry), words: { cause: `Nothing on the server handles the namespace${named(first.namespace)}. It answered ${first.raw.slice(0, 100)}.` } };
  },
};

export const connectRefused: Rule = {
  id: 'connect-refused',
  title: 'The application refused the connection',
  cause: 'A middleware or the connect handler on the server said no.',
  fix: 'Correct auth (in io() or in the profile, usually a token), then connect again: a client does not retry this by itself.',
  where: 'server',
  link: 'https://socket.io/docs/v4/middlewares/',
  look: (file) => {
    const refused = refusals(file).filter((refusal) => !isUnknownNamespace(refusal));
    const [first] = refused;
    if (first === undefined) return null;
    const words = { cause: `A middleware or the connect handler on the server said no. Its own words: ${first.raw.slice(0, 200) || 'none'}.` };
    return { confidence: 'certain', evidence: refused.map(({ entry }) => entry), words };
  },
};

export const serverDisconnected: Rule = {
  id: 'server-disconnected',
  title: 'The server ended the connection on purpose',
  cause: 'The application called disconnect() for this client.',
  fix: 'Connect again when it makes sense to: a client does not do so by itself after a goodbye. The profile can be told to.',
  where: 'server',
  link: 'https://socket.io/docs/v4/client-socket-instance/#disconnect',
  look: ({ last, navigations }) => {
    if (last === undefined || last.refusals.length > 0) return null;
    const { ending, kicked, subject } = last;
    if (subject === 'own') return ending?.goodbye === 'server' ? { confidence: 'certain', evidence: [kicked ?? ending.entry] } : null;
    return kicked !== null && kicked.problem === '' && isOfThisPage(last, navigations) ? { confidence: 'certain', evidence: [kicked] } : null;
  },
};

export const notAcknowledged: Rule = {
  id: 'not-acknowledged',
  title: 'Connected, but the server sent no acknowledgement',
  cause: 'The server does not emit the acknowledgement event after connect, or its connect handler threw before it could.',
  fix: 'Emit connection_ack in the connect handler, or set another event name in the profile.',
  where: 'server',
  link: 'https://flask-socketio.readthedocs.io/en/latest/getting_started.html#connection-events',
  look: (file) => {
    const { last } = file;
    if (last?.unacknowledged == null || !isLive(last)) return null;
    if (speaksProtocol(file)) return { confidence: 'likely', evidence: [last.unacknowledged] };
    const words = { cause: 'Most likely this server has no such event: it has answered no heartbeat either. Then nothing is wrong.' };
    return { confidence: 'guess', evidence: [last.unacknowledged], words };
  },
};

/** Whether the server has shown that it knows the events of the profile. An ordinary Socket.IO server does not. */
function speaksProtocol({ attempts, newest }: CaseFile): boolean {
  return newest('acknowledged') !== undefined || attempts.some(({ heartbeats }) => heartbeats.some(({ stage }) => stage === 'answered'));
}

/** A ping that used up this much of what the server grants itself is near the limit. */
const NEAR_LIMIT = 0.8;

export const heartbeatLate: Rule = {
  id: 'heartbeat-late',
  title: 'The server stopped answering heartbeats in time',
  cause: 'The server is busy or blocked: it had answered before.',
  fix: 'Look for blocking calls in its handlers (time.sleep, long queries, missing monkey patching).',
  where: 'server',
  link: 'https://flask-socketio.readthedocs.io/en/latest/deployment.html',
  look: (file) => missedBeats(file) ?? latePing(file),
};

function missedBeats({ attempts, last, newest }: CaseFile): Clue | null {
  const beats = attempts.flatMap(({ heartbeats }) => heartbeats).filter(({ stage }) => stage !== 'sent');
  if (last === undefined || !beats.some(({ stage }) => stage === 'answered')) return null;
  const missed = beats.slice(beats.findLastIndex(({ stage }) => stage === 'answered') + 1);
  const policy = newest('policy');
  const gaveUp = policy?.action === 'heartbeat-reconnect' && !attempts.some(({ connects }) => connects.some(({ entry }) => entry.seq > policy.seq));
  const still = isLive(last) && last.heartbeats.some((beat) => missed.includes(beat));
  return missed.length > 0 && (still || gaveUp) ? { confidence: 'likely', evidence: newestFew(missed) } : null;
}

function latePing({ last }: CaseFile): Clue | null {
  if (last === undefined || !isLive(last) || last.lastPing === null || last.handshake === null) return null;
  const { pingInterval, pingTimeout } = last.handshake;
  if (pingInterval === 0 || last.lastPing.gapMs <= pingInterval + NEAR_LIMIT * pingTimeout) return null;
  const words = {
    title: 'The server’s pings come late',
    cause: `The last one came after ${Math.round(last.lastPing.gapMs / 1_000)} s, close to the ${Math.round((pingInterval + pingTimeout) / 1_000)} s after which the connection counts as dead.`,
  };
  return { confidence: 'likely', evidence: [last.lastPing], words };
}
