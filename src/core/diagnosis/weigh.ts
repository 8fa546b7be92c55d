/**
 * Lets causes compete. A cause is out where something contradicts it; of those that stop an attempt at the same rung the
 * better supported one is told, and rivals between which nothing decides are told side by side, as guesses.
 */
import type { Confidence, Finding } from '../entries/finding.ts';
import { RUNGS, type Rung, type Step } from '../entries/ladder.ts';
import type { Entry } from '../entries/entry.ts';
import type { CaseFile } from './evidence/case-file.ts';
import type { Account, Cause } from './causes/cause.ts';
import type { Seen } from './evidence/sign.ts';
import type { Sign, Signs } from './signs/signs.ts';

/** A cause that shows itself in a case, and what speaks for it and against it. */
export interface Weighed {
  readonly cause: Cause;
  readonly account: Account;
  readonly confidence: Confidence;
  readonly evidence: readonly Entry[];
  readonly facts: Finding['facts'];
  /** How many signs speak for it against its rivals. */
  readonly favours: number;
  /** What contradicts it. Not told unless this is empty. */
  readonly against: readonly Sign[];
}

export type Bounds = Pick<CaseFile, 'subject' | 'of'>;

/** The causes that show themselves, also those that are contradicted, in the order of the list. */
export function weigh(causes: readonly Cause[], { subject, of }: Bounds, signs: Signs): Weighed[] {
  return causes.flatMap((cause) => {
    if (cause.of !== 'any' && (cause.of ?? 'socket.io') !== of) return [];
    const account = cause.accounts.find((one) => shows(one, { subject, of }, signs));
    if (account === undefined) return [];
    const seen = account.seen.map((sign) => signs.see(sign)!);
    const speaking = (cause.favouredBy ?? []).flatMap((sign) => signs.see(sign) ?? []);
    return [
      {
        cause,
        account,
        confidence: account.confidence,
        evidence: [...seen, ...speaking].flatMap(({ evidence }) => evidence),
        facts: factsOf(seen),
        favours: speaking.length,
        against: (cause.excludedBy ?? []).filter((sign) => !account.seen.includes(sign) && signs.see(sign) !== null),
      },
    ];
  });
}

function shows({ seen, given = [], unseen = [], subject, of }: Account, bounds: Bounds, signs: Signs): boolean {
  if ((subject ?? bounds.subject) !== bounds.subject || (of ?? bounds.of) !== bounds.of) return false;
  return [...seen, ...given].every((sign) => signs.see(sign) !== null) && unseen.every((sign) => signs.see(sign) === null);
}

function factsOf(seen: readonly Seen[]): Finding['facts'] {
  return Object.assign({}, ...seen.map(({ facts }) => facts ?? {})) as Finding['facts'];
}

const rungOf = ({ cause, account }: Weighed): Rung | 'beside' => account.rung ?? cause.rung;

/** The rungs below which an attempt that failed tells nothing of what lies beyond. */
const ONE_WAY: ReadonlySet<string> = new Set(RUNGS.slice(0, RUNGS.indexOf('origin')));

/** Whether the ladder shows that an attempt never came to the rung at which this cause would stop it. */
function isBeyond(weighed: Weighed, steps: readonly Step[]): boolean {
  const rung = rungOf(weighed);
  const stopped = steps.find(({ state }) => state === 'failed')?.rung;
  if (rung === 'beside' || stopped === undefined || !ONE_WAY.has(stopped)) return false;
  return RUNGS.indexOf(rung) > RUNGS.indexOf(stopped) && steps.find((step) => step.rung === rung)?.state === 'unreached';
}

/** The causes that are told, the most telling first. */
export function compete(all: readonly Weighed[], steps: readonly Step[]): Weighed[] {
  const possible = all.filter((weighed) => weighed.against.length === 0 && !isBeyond(weighed, steps));
  const explained = new Set(possible.filter(({ confidence }) => confidence !== 'guess').flatMap(({ cause }) => cause.explains ?? []));
  const left = possible.filter(({ cause }) => !explained.has(cause.id));
  const decided = left.flatMap((weighed) => withinRung(weighed, left));
  const firstHand = decided.filter(({ cause }) => cause.lastResort !== true);
  const told = firstHand.some(({ cause }) => cause.benign !== true && cause.rung !== 'beside') ? firstHand : decided;
  return withoutShared(told.toSorted((a, b) => rank(a) - rank(b)));
}

/** What becomes of a cause beside its rivals at the same rung: itself, itself as a guess, or nothing. */
function withinRung(weighed: Weighed, all: readonly Weighed[]): Weighed[] {
  const rung = rungOf(weighed);
  if (rung === 'beside') return [weighed];
  const rivals = all.filter((other) => other !== weighed && rungOf(other) === rung);
  if (rivals.some((other) => strength(other) > strength(weighed))) return [];
  const undecided = weighed.confidence === 'likely' && rivals.some((other) => strength(other) === strength(weighed));
  return [undecided ? { ...weighed, confidence: 'guess' } : weighed];
}

const STRENGTHS: Readonly<Record<Confidence, number>> = { guess: 0, likely: 100, certain: 200 };

/** Among guesses nothing decides; among others the signs that speak for each do. */
function strength({ confidence, favours }: Weighed): number {
  return STRENGTHS[confidence] + (confidence === 'likely' ? favours : 0);
}

/** In the order of the list, with what is certain or likely before guesses. */
function rank({ confidence }: Weighed): number {
  return confidence === 'guess' ? 1 : 0;
}

/** Of causes that rest on the same entries, those that come first; guesses may share them. */
function withoutShared(sorted: readonly Weighed[]): Weighed[] {
  const told: Weighed[] = [];
  for (const weighed of sorted) {
    const better = told.some((other) => other.confidence !== 'guess' && other.evidence.some((entry) => weighed.evidence.includes(entry)));
    if (!better) told.push(weighed);
  }
  return told;
}
