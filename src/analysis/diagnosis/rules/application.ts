/** The application on the server says something, or fails to. */
import type { Refusal } from '../attempts.ts';
import { isLive, isOfThisPage, stood, type CaseFile } from '../case-file.ts';
import { newestFew, rule, type Clue } from '../rule.ts';

/** The refusals that still hold: of the newest attempt that was answered either way. */
function refusals({ attempts }: CaseFile): readonly Refusal[] {
  return attempts.findLast((attempt) => attempt.refusals.length > 0 || stood(attempt))?.refusals ?? [];
}

/** Node says "Invalid namespace"; Flask-SocketIO answers an unknown one with the bare string "Unable to connect". */
function isUnknownNamespace({ message, raw }: Refusal): boolean {
  return message === 'Invalid namespace' || raw === '"Unable to connect"' || raw === '"Invalid namespace"';
}

export const namespaceUnknown = rule('namespace-unknown', {
  where: 'client',
  look: (file) => {
    const unknown = refusals(file).filter(isUnknownNamespace);
    const [first] = unknown;
    if (first === undefined) return null;
    return { confidence: 'certain', evidence: unknown.map(({ entry }) => entry), facts: { namespace: first.namespace || '/', answer: first.raw || first.message } };
  },
});

export const connectRefused = rule('connect-refused', {
  where: 'server',
  look: (file) => {
    const refused = refusals(file).filter((refusal) => !isUnknownNamespace(refusal));
    const [first] = refused;
    if (first === undefined) return null;
    const evidence = refused.map(({ entry }) => entry);
    return first.raw === '' ? { confidence: 'certain', evidence, variant: 'wordless' } : { confidence: 'certain', evidence, facts: { answer: first.raw } };
  },
});

export const serverDisconnected = rule('server-disconnected', {
  where: 'server',
  look: ({ last, navigations }) => {
    if (last === undefined || last.refusals.length > 0) return null;
    const { ending, kicked, subject } = last;
    if (subject === 'own') return ending?.goodbye === 'server' ? { confidence: 'certain', evidence: [kicked ?? ending.entry] } : null;
    return kicked !== null && kicked.problem === '' && isOfThisPage(last, navigations) ? { confidence: 'certain', evidence: [kicked] } : null;
  },
});

export const notAcknowledged = rule('not-acknowledged', {
  where: 'server',
  look: (file) => {
    const { last } = file;
    if (last?.unacknowledged == null || !isLive(last)) return null;
    if (speaksProtocol(file)) return { confidence: 'likely', evidence: [last.unacknowledged] };
    return { confidence: 'guess', evidence: [last.unacknowledged], variant: 'unspoken' };
  },
});

/** Whether the server has shown that it knows the events of the profile. An ordinary Socket.IO server does not. */
function speaksProtocol({ attempts, newest }: CaseFile): boolean {
  return newest('acknowledged') !== undefined || attempts.some(({ heartbeats }) => heartbeats.some(({ stage }) => stage === 'answered'));
}

/** A ping that used up this much of what the server grants itself is near the limit. */
const NEAR_LIMIT = 0.8;

export const heartbeatLate = rule('heartbeat-late', {
  where: 'server',
  look: (file) => missedBeats(file) ?? latePing(file),
});

function missedBeats({ attempts, last, newest }: CaseFile): Clue | null {
  const beats = attempts.flatMap(({ heartbeats }) => heartbeats).filter(({ stage }) => stage !== 'sent');
  if (last === undefined || !beats.some(({ stage }) => stage === 'answered')) return null;
  const missed = beats.slice(beats.findLastIndex(({ stage }) => stage === 'answered') + 1);
  const policy = newest('policy');
  const gaveUp = policy?.action === 'heartbeat-reconnect' && !attempts.some(({ connects }) => connects.some(({ entry }) => entry.seq > policy.seq));
  const still = isLive(last) && last.heartbeats.some((beat) => missed.includes(beat));
  return missed.length > 0 && (still || gaveUp) ? { confidence: 'likely', evidence: newestFew(missed) } : null;
}

function latePing({ last }: CaseFile): Clue<'pings'> | null {
  if (last === undefined || !isLive(last) || last.lastPing === null || last.handshake === null) return null;
  const { pingInterval, pingTimeout } = last.handshake;
  if (pingInterval === 0 || last.lastPing.gapMs <= pingInterval + NEAR_LIMIT * pingTimeout) return null;
  const facts = { seconds: Math.round(last.lastPing.gapMs / 1_000), limit: Math.round((pingInterval + pingTimeout) / 1_000) };
  return { confidence: 'likely', evidence: [last.lastPing], variant: 'pings', facts };
}
