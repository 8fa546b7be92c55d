/** Whatever is seen beside a cause's own predictions, it is not excluded by them, and nothing contradicted is told. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCases, type CaseFile } from '../../../../src/core/diagnosis/evidence/case-file.ts';
import type { Account, Cause } from '../../../../src/core/diagnosis/causes/cause.ts';
import { CAUSES } from '../../../../src/core/diagnosis/causes/causes.ts';
import { climb } from '../../../../src/core/diagnosis/ladder.ts';
import type { Seen } from '../../../../src/core/diagnosis/evidence/sign.ts';
import { SIGNS, signsOf, type Sign, type Signs } from '../../../../src/core/diagnosis/signs/signs.ts';
import { compete, weigh, type Weighed } from '../../../../src/core/diagnosis/weigh.ts';
import { RUNGS } from '../../../../src/core/entries/ladder.ts';
import { stepText } from '../../../../src/core/words/ladder.ts';
import { opening } from '../../../support/facts.ts';
import { answered, failed, lived, packet, pageCloses, pageOpens, recorded, up, type Told } from './material.ts';

/** A case of each sort, with one attempt that came to nothing. */
const caseOf = (subject: 'own' | 'page', of: 'plain' | 'socket.io'): CaseFile => {
  const protocol = of === 'plain' ? 'websocket' : 'socket.io-4';
  const told = subject === 'own' ? [opening(), failed()] : [pageOpens('1', { protocol }), pageCloses('1')];
  const entries = recorded(told);
  return openCases({ source: 'a', subject, entries, now: entries.at(-1)!.at })[0]!;
};

/** Of an account, the sorts of cases that it is about. */
function casesOf({ of: its }: Cause, { subject, of }: Account): CaseFile[] {
  const subjects = subject === undefined ? (['own', 'page'] as const) : [subject];
  const sorts: readonly ('socket.io' | 'plain')[] = its === 'any' ? (of === undefined ? ['socket.io', 'plain'] : [of]) : [its ?? 'socket.io'];
  // Our own connection is always one of Socket.IO.
  return subjects.flatMap((whose) => sorts.filter((sort) => whose === 'page' || sort === 'socket.io').map((sort) => caseOf(whose, sort)));
}

/** What is seen where these signs are, each resting on an entry of its own. */
function only(seen: Iterable<Sign>): Signs {
  const known = new Map<Sign, Seen>([...seen].map((sign, seq) => [sign, { evidence: [{ kind: 'ping', gapMs: 0, source: 'a', seq, at: 0 }] }]));
  return { see: (sign) => known.get(sign) ?? null };
}

const accounts = CAUSES.flatMap((cause) => cause.accounts.map((account, index) => ({ cause, account, index })));
const told = (file: CaseFile, signs: Signs): Weighed[] => compete(weigh(CAUSES, file, signs), climb(file, signs)?.steps ?? []);
const named = accounts.map(({ cause, account, index }) => [`${cause.id} ${index} (${account.seen.join(', ')})`, cause, account] as const);

describe('a cause', () => {
  it.each(named)('%s is not contradicted by what it predicts', (_name, cause, account) => {
    const own = new Set([...account.seen, ...(account.given ?? []), ...(cause.favouredBy ?? [])]);
    expect((cause.excludedBy ?? []).filter((sign) => own.has(sign) && !account.seen.includes(sign))).toEqual([]);
    expect((account.unseen ?? []).filter((sign) => own.has(sign))).toEqual([]);
    expect(cause.explains ?? []).not.toContain(cause.id);
  });

  it.each(named)('%s is told where its signs alone are seen', (_name, cause, account) => {
    for (const file of casesOf(cause, account)) {
      const found = told(file, only([...account.seen, ...(account.given ?? [])]));
      const better = found.some(({ cause: other, confidence }) => confidence !== 'guess' && (other.explains ?? []).includes(cause.id));
      expect(found.some((weighed) => weighed.cause.id === cause.id) || better, `${cause.id} of ${file.subject}, ${file.of}`).toBe(true);
    }
  });

  it('is never excluded by noise that does not contradict it, and nothing contradicted is told', () => {
    const pick = fc.constantFrom(...accounts);
    const noise = fc.uniqueArray(fc.constantFrom(...SIGNS), { maxLength: 12 });
    fc.assert(
      fc.property(pick, noise, fc.boolean(), ({ cause, account }, seen, isPage) => {
        const against = new Set<Sign>([...(cause.excludedBy ?? []), ...(account.unseen ?? [])]);
        const signs = only([...account.seen, ...(account.given ?? []), ...seen.filter((sign) => !against.has(sign))]);
        const files = casesOf(cause, account);
        const file = files[isPage ? files.length - 1 : 0]!;
        const weighed = weigh(CAUSES, file, signs);
        expect(weighed.find((one) => one.cause === cause)?.against).toEqual([]);
        for (const one of compete(weighed, climb(file, signs)?.steps ?? [])) expect(one.against).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('rivals', () => {
  const page = caseOf('page', 'socket.io');

  it('between which nothing decides are told side by side, as guesses', () => {
    const found = told(caseOf('own', 'socket.io'), only(['silentSession']));
    expect(found.map(({ cause, confidence }) => `${cause.id} ${confidence}`)).toEqual(['silent-handshake guess', 'connect-unanswered guess']);
  });

  it('give way to one that is certain', () => {
    const found = told(page, only(['nothingSeen', 'connectionRefused', 'unsaid']));
    expect(found.map(({ cause, confidence }) => `${cause.id} ${confidence}`)).toEqual(['server-unreachable certain']);
  });

  it('that are both likely are guesses', () => {
    const found = told(page, only(['cutByAge', 'silentForTooLong']));
    expect(found.map(({ confidence }) => confidence)).toEqual(['guess', 'guess']);
  });
});

describe('a ladder', () => {
  const rungsOf = (facts: readonly Told[]) => {
    const entries = recorded(facts);
    const file = openCases({ source: 'a', subject: 'own', entries, now: entries.at(-1)!.at })[0]!;
    return Object.fromEntries(climb(file, signsOf(file))!.steps.map(({ rung, state }) => [rung, state]));
  };

  it('of attempts that nothing answers does not lend them the answer of the session before', () => {
    expect(rungsOf(up())).toMatchObject({ tcp: 'passed', http: 'passed', connect: 'passed' });
    expect(rungsOf([...lived(), opening()])).toMatchObject({ tcp: 'passed', http: 'passed' });
    expect(rungsOf([...lived(), opening(), failed()])).toMatchObject({ allowed: 'passed', tcp: 'hidden', http: 'hidden', who: 'hidden' });
    expect(rungsOf([...lived(), opening(), answered(502, '')])).toMatchObject({ tcp: 'passed', http: 'passed' });
  });

  it('of a plain WebSocket does not call Socket.IO’s own rungs passed', () => {
    const facts = [pageOpens('1', { protocol: 'websocket' }), packet('in', 'text', { socket: '1', text: 'hi' })];
    const entries = recorded(facts);
    const file = openCases({ source: 'a', subject: 'page', entries, now: entries.at(-1)!.at + 60_000 })[0]!;
    const words = climb(file, signsOf(file))!.steps.map((step) => `${step.rung}: ${stepText(step)}`);
    expect(words).toContain('http: passed');
    for (const rung of ['path', 'revision', 'connect']) expect(words).toContain(`${rung}: does not apply, not Socket.IO`);
  });

  it('names each rung once, in order, and stops at most once', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...SIGNS), { maxLength: 15 }), fc.constantFrom(caseOf('own', 'socket.io'), caseOf('page', 'socket.io'), caseOf('page', 'plain')), (seen, file) => {
        const { steps } = climb(file, only(seen))!;
        expect(steps.map(({ rung }) => rung)).toEqual([...RUNGS]);
        const stopped = steps.findIndex(({ state }) => state === 'failed');
        expect(steps.filter(({ state }) => state === 'failed').length).toBeLessThanOrEqual(1);
        // What lies beyond the rung that failed was reached by another attempt, or not at all.
        if (stopped >= 0) for (const step of steps.slice(stopped + 1)) expect(['passed', 'unreached']).toContain(step.state);
        for (const { state, evidence } of steps) if (state === 'failed') expect(evidence.length).toBeGreaterThan(0);
      }),
      { numRuns: 1_000 },
    );
  });
});
