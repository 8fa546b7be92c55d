/** What several signs look for in the answers to handshakes. */
import type { Entry, EntryOf } from '../../entries/entry.ts';
import { isHandshake, type Answer } from '../evidence/answers.ts';
import { readJson } from '../evidence/attempts.ts';
import { isFailing, probe, type CaseFile } from '../evidence/case-file.ts';
import { responderOf } from '../evidence/responders.ts';
import { shownByAnswers, type Look } from '../evidence/sign.ts';

/** Looks only while handshakes fail. */
export const inFailing = (look: Look): Look => (file) => (isFailing(file) ? look(file) : null);

/** Sees the answers that fit, while handshakes fail. */
export const answered = (fits: (answer: Answer, file: CaseFile) => boolean): Look => inFailing((file) => shownByAnswers(file.answers.filter((answer) => fits(answer, file))));

/** Something in front or in its place answered, so its answer says nothing of the path. */
export const isAnothers = (answer: Answer) => !['framework', undefined].includes(responderOf(answer)?.role);

/** What a poll offers to upgrade to, or null where no poll was answered well. */
export function offeredUpgrades(file: CaseFile): readonly unknown[] | null {
  const polling = probe(file, 'polling');
  if (polling === undefined || !isHandshake(polling)) return null;
  const { upgrades } = readJson((polling.body ?? '').slice(1).split('\u001e')[0] ?? '');
  // A body that was cut is no JSON, but begins as every handshake does.
  if (Array.isArray(upgrades)) return upgrades as unknown[];
  return /"upgrades":\[\]/.test(polling.body ?? '') ? [] : ['websocket'];
}

/** The questions by polling and by WebSocket, as far as they were put. */
export const probesOf = (file: CaseFile): readonly Entry[] => [probe(file, 'polling'), probe(file, 'websocket')].filter((entry) => entry !== undefined);

/** The question by WebSocket, unless it opened one. */
export function websocketProbeFailed(file: CaseFile): EntryOf<'probe'> | null {
  const websocket = probe(file, 'websocket');
  return websocket !== undefined && websocket.outcome !== 'opened' ? websocket : null;
}

/** Whether a status says no to who asks or what is asked. */
export const isRefusal = ({ status }: { readonly status: number | null }) => status !== null && [400, 401, 403].includes(status);

/** The origin of an address, with HTTP's scheme; empty of what has none. */
export function originOf(url: string): string {
  return (/^[a-z]+:\/\/[^/?#]+/i.exec(url)?.[0] ?? '').replace(/^ws/, 'http').toLowerCase();
}

/** A header's value, by its name in lower case. */
export const header = (headers: readonly (readonly [string, string])[], name: string) => headers.find(([has]) => has.toLowerCase() === name)?.[1];
