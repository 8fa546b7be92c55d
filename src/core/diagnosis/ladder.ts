/**
 * Climbs the ladder for one server: what the newest attempts and answers show of each rung. A rung that was passed shows that
 * those below it were; below the rung that failed a rung about which nothing is known is hidden, and above it unreached.
 */
import { RUNGS, type Ladder, type Rung, type RungState, type Step } from '../entries/ladder.ts';
import type { Entry } from '../entries/entry.ts';
import { refsOf } from './refs.ts';
import { isFailing, isLive, isPlain, isStanding, stood, type CaseFile } from './evidence/case-file.ts';
import { shownBy, type Seen } from './evidence/sign.ts';
import type { Sign, Signs } from './signs/signs.ts';

/** Of each rung, the signs that an attempt ended there, the most telling first. A sign's name is the variant of the words. */
const FAILS: Readonly<Record<Rung, readonly Sign[]>> = {
  address: [],
  allowed: ['policyEnforced', 'mixedContentSaid', 'localNetworkSaid', 'unsafePortSaid', 'extensionBlocked', 'policyForbids', 'insecureFromSecure', 'unsafePort'],
  name: ['nameUnresolved'],
  tcp: ['connectionRefused', 'hostUnreached', 'browserOffline', 'browserProxyFails'],
  tls: ['clientCertificateRefused', 'tlsRefused', 'certificateRefused', 'tlsWanted', 'plainAtPort', 'tlsNotSpoken', 'tlsAtPort'],
  http: ['notHttp', 'hangsSince', 'noAnswerInTime', 'dropped', 'socketRedirected', 'handshakeHangs'],
  who: ['program', 'tunnelClosed', 'interstitial', 'challenge', 'hostAbsent', 'hostRefused', 'rateLimited', 'devProxyDown', 'gatewayDown', 'unavailable', 'refusedInFront', 'serverError', 'workerAnswered'],
  path: ['notFound', 'otherContent', 'upgradeRequired'],
  revision: ['queryLost', 'otherRevision', 'bareConnect'],
  transport: ['pollingDisabled', 'websocketDisabled', 'postRefused', 'refusedMidSession'],
  origin: ['originNotAccepted', 'clientCertificateSaid', 'originsDiffer', 'forbiddenByEngine', 'keptFromPage', 'socketForbiddenAlone', 'forbidden', 'unreadByPage', 'plainRefused', 'streamRefused'],
  upgrade: ['brokenHandshake', 'brokenAfter101', 'foreignUpgradeAnswer', 'closedWithoutWord', 'upgradeRedirected', 'upgradeFailed', 'upgradeError', 'upgradeStripped', 'offeredAndFailed'],
  connect: ['sameSession', 'namespaceUnknown', 'refused', 'refusedWithoutWords', 'sessionsForgottenInLoop', 'silentSession', 'connectWaits', 'takenBack', 'closedAtOnce', 'stickyTimesOut'],
  stands: [],
  end: ['closed1009', 'cutByAge', 'gatewayTimedOut', 'cutBySilence', 'pingTimeoutSaid', 'silentForTooLong', 'parseErrorSaid', 'cutAgain', 'kicked'],
};

/** Rungs that a plain WebSocket or EventSource has none of. */
const OF_SOCKET_IO: ReadonlySet<Rung> = new Set(['path', 'revision', 'connect']);

/** A handshake that was answered well shows every rung up to the origin's acceptance. */
const BY_HANDSHAKE: readonly Rung[] = ['who', 'path', 'revision', 'transport', 'origin'];

interface Climb {
  readonly passed: ReadonlyMap<Rung, Seen>;
  readonly failed: ReadonlyMap<Rung, Seen & { readonly variant: Sign }>;
  readonly isLeaveHidden: boolean;
}

/** How far the attempts at this server came, or null where nobody has tried. */
export function climb(file: CaseFile, signs: Signs): Ladder | null {
  const first = file.attempts[0]?.opened ?? file.probes[0];
  if (first === undefined) return null;
  const reached = { passed: passedRungs(file, signs, first), failed: failedRungs(signs), isLeaveHidden: isLeaveHidden(signs) };
  const url = file.last?.url ?? file.probes[0]?.url ?? '';
  return { server: url.split(/[?#]/)[0] ?? '', steps: stepsOf(file, reached), health: healthOf(file, signs) };
}

function failedRungs(signs: Signs): Climb['failed'] {
  const failed = new Map<Rung, Seen & { variant: Sign }>();
  for (const rung of RUNGS) {
    const variant = FAILS[rung].find((sign) => signs.see(sign) !== null);
    if (variant !== undefined) failed.set(rung, { ...signs.see(variant)!, variant });
  }
  return failed;
}

function passedRungs(file: CaseFile, signs: Signs, first: Entry): Climb['passed'] {
  const passed = new Map<Rung, Seen>();
  const pass = (rungs: readonly Rung[], seen: Seen | null) => {
    if (seen !== null) for (const rung of rungs) if (!passed.has(rung)) passed.set(rung, seen);
  };
  pass(['address'], shownBy([first]));
  const last = file.attempts.findLast((attempt) => isLive(attempt) || attempt.ending !== null || attempt.failure !== null) ?? file.last;
  const open = last === undefined ? null : isPlain(last) ? (last.opens ? (last.http ?? last.lastIn ?? last.opened) : null) : (last.handshake?.entry ?? null);
  if (last !== undefined) {
    pass(['end'], isLive(last) && isStanding(last, file.now) ? shownBy([last.connects[0]?.entry]) : null);
    pass(['stands'], isStanding(last, file.now) || stoodLong(last) ? shownBy([last.connects[0]?.entry]) : null);
    pass(['connect'], stood(last) ? shownBy([last.connects[0]!.entry]) : null);
    pass(['upgrade'], last.handshake?.transport === 'websocket' || last.upgrade?.stage === 'done' ? shownBy([last.upgrade?.entry ?? last.handshake!.entry]) : null);
    pass(isPlain(last) ? ['origin', 'upgrade', 'connect', 'stands'] : BY_HANDSHAKE, shownBy([open]));
  }
  pass(BY_HANDSHAKE, signs.see('handshakeAnswered'));
  pass(['upgrade'], signs.see('websocketWorks'));
  pass(['http'], shownBy([open]) ?? signs.see('answered') ?? signs.see('tlsWanted'));
  pass(['tls', 'tcp', 'name', 'allowed'], passed.get('http') ?? null);
  // A step that failed shows those below it.
  pass(['tcp', 'name', 'allowed'], signs.see('certificateRefused') ?? signs.see('tlsRefused') ?? signs.see('notHttp') ?? signs.see('tlsNotSpoken') ?? signs.see('plainAtPort') ?? signs.see('dropped'));
  pass(['name', 'allowed'], signs.see('connectionRefused') ?? signs.see('hostUnreached'));
  pass(['allowed'], signs.see('nameUnresolved'));
  // Extensions have leave to connect wherever they were let.
  if (file.subject === 'own') pass(['allowed'], shownBy([first]));
  // That the server was reached by us does not show that the browser lets the page out.
  if (isLeaveHidden(signs)) passed.delete('allowed');
  return passed;
}

/** Whether nobody knows if the browser lets the page out: nothing came back to it, and no reason is told. */
function isLeaveHidden(signs: Signs): boolean {
  return signs.see('unsaid') !== null;
}

/** How long a connection must have lasted to be said to have stood. Milliseconds. */
const STOOD_MS = 5_000;

function stoodLong({ connects, ending }: NonNullable<CaseFile['last']>): boolean {
  const [connect] = connects;
  return connect !== undefined && ending !== null && ending.at - connect.entry.at >= STOOD_MS;
}

function stepsOf(file: CaseFile, { passed, failed, isLeaveHidden: hidden }: Climb): Step[] {
  const step = (rung: Rung, state: RungState, seen: Seen | null, variant: string | null): Step => ({ rung, state, variant, facts: seen?.facts ?? {}, evidence: refsOf(seen?.evidence ?? []) });
  const stopped = RUNGS.find((rung) => failed.has(rung) && !(passed.has(rung) && isSettled(rung, file)));
  const highest = RUNGS.findLastIndex((rung) => passed.has(rung));
  const tried = isFailing(file);
  const pass = (rung: Rung, seen: Seen | null) => step(rung, 'passed', seen, file.of === 'plain' && OF_SOCKET_IO.has(rung) ? 'plain' : null);
  return RUNGS.map((rung, index) => {
    if (rung === stopped) return step(rung, 'failed', failed.get(rung)!, failed.get(rung)!.variant);
    const proof = passed.get(rung);
    if (proof !== undefined) return pass(rung, proof);
    if (rung === 'allowed' && hidden) return step(rung, 'hidden', null, null);
    if (stopped !== undefined && index > RUNGS.indexOf(stopped)) return step(rung, 'unreached', null, null);
    if (stopped !== undefined || index < highest) return index < highest ? pass(rung, null) : step(rung, 'hidden', null, null);
    return step(rung, tried && index <= RUNGS.indexOf('upgrade') ? 'hidden' : 'unreached', null, null);
  });
}

/** Whether a rung that an attempt failed at and another passed counts as passed: all but those where each transport is for itself. */
function isSettled(rung: Rung, file: CaseFile): boolean {
  if (rung === 'end' || rung === 'connect') return file.last !== undefined && isLive(file.last) && isStanding(file.last, file.now) && rung === 'connect';
  return !['who', 'transport', 'origin', 'upgrade', 'allowed', 'http'].includes(rung) || !isFailing(file);
}

/** Ends in a row are remembered, whatever the moment looks like. */
function healthOf(file: CaseFile, signs: Signs): Ladder['health'] {
  const { last, now, failures, brief } = file;
  if (failures.length > 0 || brief.length > 0 || signs.see('cutAgain') !== null || signs.see('handshakeHangs') !== null || signs.see('connectWaits') !== null) return 'failing';
  if (file.attempts.length === 0) return signs.see('handshakeAnswered') === null ? 'failing' : 'unproven';
  if (last === undefined) return 'unproven';
  if (isPlain(last)) return last.opens ? 'well' : 'unproven';
  return isStanding(last, now) ? 'well' : 'unproven';
}
