/**
 * Names the cause of what is wrong with a connection, from its state alone. Each rule is one row; ids and signals are
 * those of the project's failure catalogue. The first loop that fits wins, since they explain the same evidence.
 */
import type { Finding } from '../messaging/finding.ts';
import { LOOP_LENGTH, NO_CONNECT_REPLY } from './policy.ts';
import type { SessionState } from './session.ts';

interface Rule extends Omit<Finding, 'evidence' | 'benign' | 'link' | 'server'> {
  /** The seq of the entries that show it, or null when it does not hold. */
  readonly evidence: (state: SessionState) => readonly (number | undefined)[] | null;
}

const isLoop = (state: SessionState) => state.brief.inRow >= LOOP_LENGTH;

/** A DISCONNECT packet that carries a payload, which Socket.IO's parser refuses. */
const DISCONNECT_WITH_PAYLOAD = /^1(\/[^,]*,)?[{["]/;
const UNKNOWN_SESSION = /session id unknown|invalid session/i;

/** A server whose handshake stays unanswered this long is silent rather than closing on what it cannot parse. Milliseconds. */
const SILENT_MS = 2_000;

const loops: readonly Rule[] = [
  {
    id: 'always-connect-loop',
    title: 'The server accepts the connection and refuses it right after, over and over',
    cause:
      'With always_connect=True, Flask-SocketIO says yes before the connect handler runs. The handler then refused or threw, which arrives as a DISCONNECT packet with a payload. The client takes that for a parse error and connects again.',
    fix: 'Drop always_connect=True, and look at the payload of the malformed packet: it holds the hidden reason.',
    where: 'server',
    confidence: 'certain',
    evidence: (state) => {
      const { malformed } = state.last;
      return malformed !== null && DISCONNECT_WITH_PAYLOAD.test(malformed.text) ? [...state.brief.evidence, malformed.seq] : null;
    },
  },
  {
    id: 'silent-handshake',
    title: 'The handshake succeeds and the server never answers the CONNECT packet',
    cause: 'The server has one synchronous worker, which is busy with the open poll and cannot read what the client sends.',
    fix: 'Give it threads (gunicorn --threads 100), or eventlet or gevent workers.',
    where: 'server',
    confidence: 'likely',
    evidence: ({ brief, last: { closed } }) =>
      closed?.stood === false && (closed.reason === NO_CONNECT_REPLY || closed.livedMs >= SILENT_MS) ? brief.evidence : null,
  },
  {
    id: 'session-id-unknown',
    title: 'The server forgets the session between two requests',
    cause: 'The requests of one session reach different workers, and only one of them knows the session id.',
    fix: 'Run one worker, switch on sticky sessions in the load balancer, or put websocket first and leave polling out.',
    where: 'server',
    confidence: 'certain',
    evidence: (state) => (UNKNOWN_SESSION.test(state.last.closed?.detail ?? '') ? state.brief.evidence : null),
  },
  {
    id: 'parser-mismatch',
    title: 'The handshake succeeds and the server closes at once, over and over',
    cause: 'The two sides speak different Socket.IO parsers: one uses msgpack and the other the default one.',
    fix: 'Set Parser in this profile to what the server uses, or take the custom parser out of the server.',
    where: 'client',
    confidence: 'likely',
    evidence: (state) => (state.last.closed?.stood === false ? state.brief.evidence : null),
  },
];

const others: readonly Rule[] = [
  {
    id: 'namespace-unknown',
    title: 'The server has no such namespace',
    cause: 'Nothing on the server handles the namespace of this profile.',
    fix: 'Correct Namespace in the profile, or register the namespace on the server. A mount point belongs in Path instead.',
    where: 'client',
    confidence: 'certain',
    evidence: (state) => (isUnknownNamespace(state) ? [state.last.refused?.seq] : null),
  },
  {
    id: 'connect-refused',
    title: 'The application refused the connection',
    cause: 'A middleware or the connect handler on the server said no. Its own message and data are in the timeline.',
    fix: 'Correct Auth in the profile (usually a token), then connect again.',
    where: 'server',
    confidence: 'certain',
    evidence: (state) => (state.last.refused !== null && !isUnknownNamespace(state) ? [state.last.refused.seq] : null),
  },
  {
    id: 'server-disconnected',
    title: 'The server ended the connection on purpose',
    cause: 'The application called disconnect() for this client.',
    fix: 'Press Reconnect when it makes sense to. The profile can also be told to reconnect by itself.',
    where: 'server',
    confidence: 'certain',
    evidence: (state) =>
      state.phase !== 'connected' && state.last.closed?.goodbye === 'server' && state.last.refused === null ? [state.last.closed.seq] : null,
  },
  {
    id: 'server-unreachable',
    title: 'Nothing answers at this address',
    cause: 'The server is not running, or host and port are wrong.',
    fix: 'Start the server and check host and port. Holdfast keeps trying by itself.',
    where: 'server',
    confidence: 'likely',
    evidence: (state) => {
      const failure = state.last['connect-failed'];
      return state.phase === 'reconnecting' && failure !== null && failure.status === null && failure.message !== 'timeout' ? [failure.seq] : null;
    },
  },
  {
    id: 'not-acknowledged',
    title: 'Connected, but the server sent no acknowledgement',
    cause: 'The server does not emit the acknowledgement event after connect, or its connect handler threw before it could.',
    fix: 'Emit connection_ack in the connect handler, or set another event name in the profile.',
    where: 'server',
    confidence: 'likely',
    evidence: (state) => (state.ack.state === 'missing' ? [state.last.unacknowledged?.seq] : null),
  },
  {
    id: 'heartbeat-late',
    title: 'The server stopped answering heartbeats in time',
    cause: 'The server is busy or blocked: it had answered before.',
    fix: 'Look for blocking calls in its handlers (time.sleep, long queries, missing monkey patching).',
    where: 'server',
    confidence: 'likely',
    evidence: (state) => (state.heartbeat.answered > 0 && state.heartbeat.missedInRow > 0 ? [state.last.heartbeat?.seq] : null),
  },
  {
    id: 'worker-restarted',
    title: 'The browser stopped the background and it came back',
    cause: 'Browsers stop an extension’s background at will. Holdfast restored what it had recorded and reconnected.',
    fix: 'Nothing to do. Lines that the server sent in between are not in the recording.',
    where: 'browser',
    confidence: 'certain',
    evidence: (state) => (state.last['worker-restarted'] === null ? null : [state.last['worker-restarted'].seq]),
  },
];

/** Node says "Invalid namespace"; Flask-SocketIO answers an unknown one with the bare string "Unable to connect". */
function isUnknownNamespace(state: SessionState): boolean {
  const { refused } = state.last;
  return refused !== null && (refused.message === 'Invalid namespace' || refused.raw === '"Unable to connect"');
}

function apply(rule: Rule, state: SessionState, source: string): Finding | null {
  const evidence = rule.evidence(state);
  if (evidence === null) return null;
  const { id, title, cause, fix, where, confidence } = rule;
  const refs = evidence.filter((seq) => seq !== undefined).map((seq) => ({ source, seq }));
  return { id, title, cause, fix, where, confidence, benign: false, evidence: refs, link: '', server: null };
}

/** What is wrong, as far as the state of a connection tells, the most telling first. */
export function findingsOf(state: SessionState, source: string): Finding[] {
  const found = (rules: readonly Rule[]) => rules.map((rule) => apply(rule, state, source)).filter((finding) => finding !== null);
  return [...(isLoop(state) ? found(loops).slice(0, 1) : []), ...found(others)];
}
