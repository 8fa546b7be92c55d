/** Polling works and WebSocket does not. */
import type { Entry } from '../../../recording/entry.ts';
import { isHandshake, nodeCode } from '../answers.ts';
import { isFailing, isLive, linesWith, probe, stood, tried, type CaseFile } from '../case-file.ts';
import { readJson, type Attempt } from '../attempts.ts';
import { NO_WEBSOCKET_LIBRARY } from '../phrases.ts';
import { newestFew, rule, type Clue } from '../rule.ts';

export const websocketUnsupported = rule('websocket-unsupported', {
  where: 'server',
  outranks: ['websocket-blocked', 'server-unreachable'],
  look: (file) => {
    const lines = linesWith(file, NO_WEBSOCKET_LIBRARY);
    if (lines.length > 0) return { confidence: 'certain', evidence: newestFew(lines) };
    const { last } = file;
    if (last?.handshake?.transport === 'polling' && last.handshake.upgrades.length === 0 && last.transports[0] === 'websocket') {
      return { confidence: 'certain', evidence: [last.opened, last.handshake.entry] };
    }
    return unsupportedSayProbes(file);
  },
});

/** What the server's answer to a poll offers, or null where there is no such answer. */
function offeredUpgrades(file: CaseFile): readonly unknown[] | null {
  const polling = probe(file, 'polling');
  if (polling === undefined || !isHandshake(polling)) return null;
  const { upgrades } = readJson((polling.body ?? '').slice(1).split('\u001e')[0] ?? '');
  // A body that was cut is no JSON, but begins as every handshake does.
  if (Array.isArray(upgrades)) return upgrades as unknown[];
  return /"upgrades":\[\]/.test(polling.body ?? '') ? [] : ['websocket'];
}

/** Whether a WebSocket by a probe did not open. */
function websocketFailed(file: CaseFile): boolean {
  const websocket = probe(file, 'websocket');
  return websocket !== undefined && websocket.outcome !== 'opened';
}

function probesOf(file: CaseFile): readonly Entry[] {
  return [probe(file, 'polling'), probe(file, 'websocket')].filter((entry) => entry !== undefined);
}

function unsupportedSayProbes(file: CaseFile): Clue | null {
  if (offeredUpgrades(file)?.length !== 0 || !websocketFailed(file)) return null;
  const missed = file.failures.some((attempt) => tried(attempt, 'websocket'));
  const confidence = missed ? 'certain' : isFailing(file) ? 'likely' : 'guess';
  return { confidence, evidence: probesOf(file) };
}

export const websocketBlocked = rule('websocket-blocked', {
  where: 'proxy',
  outranks: ['server-unreachable'],
  look: (file) => {
    const { last } = file;
    const live = last !== undefined && isLive(last) ? last : null;
    const failed = live?.upgrade?.stage === 'failed' && stood(live) ? [live.upgrade.entry] : [];
    const websocket = probe(file, 'websocket');
    if (websocket !== undefined && offeredUpgrades(file)?.includes('websocket') === true && websocketFailed(file) && !speaksWebsocket(file)) {
      const stripped = nodeCode(websocket.body) === 3 || /invalid websocket upgrade/i.test(websocket.body ?? '');
      return { confidence: stripped ? 'certain' : 'likely', evidence: [...failed, ...probesOf(file)] };
    }
    if (failed.length > 0) return { confidence: 'likely', evidence: failed };
    return live !== null && stood(live) && fellBack(live) ? { confidence: 'guess', evidence: [live.opened, live.handshake!.entry] } : null;
  },
});

/** WebSocket was to come first and the server offers it, but the session came about by polling. It may have been refused on purpose. */
function fellBack({ subject, transports, handshake, upgrade }: Attempt): boolean {
  return subject === 'own' && upgrade === null && transports[0] === 'websocket' && handshake?.transport === 'polling' && handshake.upgrades.includes('websocket');
}

function speaksWebsocket({ last }: CaseFile): boolean {
  return last !== undefined && isLive(last) && (last.handshake?.transport === 'websocket' || last.upgrade?.stage === 'done');
}

export const noFallback = rule('no-fallback', {
  where: 'client',
  outranks: ['server-unreachable'],
  look: (file) => {
    const polling = probe(file, 'polling');
    if (file.subject !== 'page' || file.failures.length < 2 || file.attempts.some((attempt) => tried(attempt, 'polling'))) return null;
    if (polling === undefined || !isHandshake(polling) || !websocketFailed(file)) return null;
    return { confidence: 'likely', evidence: newestFew(file.failures.map(({ opened }) => opened)) };
  },
});
