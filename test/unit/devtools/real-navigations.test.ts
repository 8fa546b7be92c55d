/** Which of DevTools' navigations load a document, as a tab's `performance.timeOrigin` tells. */
import { describe, expect, it } from 'vitest';
import { RealNavigations } from '../../../src/devtools/real-navigations.ts';

/** A document that was loaded as soon as it was asked for. */
const began = (origin: number | null) => (origin === null ? null : { origin, loading: origin });

/** Hears navigations at times, with what the tab answers each time it is asked; the last answer stands. */
async function heard(before: number | null, ...navigations: { at: number; answers: (number | null)[] }[]): Promise<boolean[]> {
  let answers: (number | null)[] = [before];
  const told: boolean[] = [];
  let settled = Promise.resolve();
  const real = new RealNavigations({ ask: async () => began(answers.length > 1 ? answers.shift()! : (answers[0] ?? null)), wait: async () => undefined }, (_heard, isReal) => void told.push(isReal));
  real.start(0);
  for (const { at, answers: next } of navigations) {
    await settle();
    answers = next;
    real.hear({ url: 'http://shop.test/', at });
    settled = settle();
  }
  await settled;
  return told;
}

const settle = async () => {
  for (let turn = 0; turn < 2_000; turn += 1) await Promise.resolve();
};

describe('a navigation', () => {
  it.each<[string, number | null, { at: number; answers: (number | null)[] }[], boolean[]]>([
    ['of a new document', 100, [{ at: 250, answers: [200] }], [true]],
    ['of one that does not answer yet', 100, [{ at: 250, answers: [null, null, 200] }], [true]],
    ['within a document', 100, [{ at: 250, answers: [100] }], [false]],
    ['that is told twice', 100, [{ at: 250, answers: [null, 200] }, { at: 260, answers: [200] }], [true, false]],
    ['back to a document from the cache', 100, [{ at: 250, answers: [200] }, { at: 300, answers: [100] }, { at: 310, answers: [100] }], [true, true, false]],
    ['of a page that never answers', null, [{ at: 250, answers: [null] }, { at: 400, answers: [null] }], [true, true]],
    ['of a page that never answers, told twice', null, [{ at: 250, answers: [null] }, { at: 255, answers: [null] }], [true, false]],
    ['within a document that is gone before it is asked', 100, [{ at: 250, answers: [400] }, { at: 255, answers: [400] }, { at: 410, answers: [400] }], [true, false, true]],
    ['of a page that answers only later', null, [{ at: 250, answers: [null] }, { at: 300, answers: [200] }, { at: 400, answers: [350] }], [true, false, true]],
    ['before anything is known', null, [{ at: 250, answers: [200] }], [true]],
  ])('%s', async (_name, before, navigations, expected) => expect(await heard(before, ...navigations)).toEqual(expected));

  it('is told in order, and does not wait for an answer once the next is heard', async () => {
    const told: string[] = [];
    const answers: (number | null)[] = [null, null, 150];
    const real = new RealNavigations({ ask: async () => began(answers.shift() ?? null), wait: async () => undefined }, ({ url }, isReal) => void told.push(`${url} ${isReal}`));
    for (const [url, at] of [['a', 100], ['b', 200], ['c', 300]] as const) real.hear({ url, at });
    await settle();
    expect(told).toEqual(['a true', 'b true', 'c false']);
  });

  it('is told though its question is never answered', async () => {
    const told: string[] = [];
    const answers: Promise<number | null>[] = [Promise.resolve(50), new Promise<never>(() => undefined), Promise.resolve(250)];
    const real = new RealNavigations({ ask: async () => began((await answers.shift()) ?? null), wait: async () => undefined }, ({ url }, isReal) => void told.push(`${url} ${isReal}`));
    real.start(0);
    real.hear({ url: 'a', at: 300 });
    await settle();
    expect(told).toEqual(['a true']);
  });

  it('is counted though a later document, asked for before it was heard of, answers in its place', async () => {
    const told: boolean[] = [];
    const real = new RealNavigations({ ask: async () => ({ origin: 240, loading: 260 }), wait: async () => undefined }, (_heard, isReal) => void told.push(isReal));
    for (const at of [250, 310]) real.hear({ url: 'http://shop.test/', at });
    await settle();
    expect(told).toEqual([true, true]);
  });

  it('is counted though a later document answers in its place', async () => {
    expect(await heard(100, { at: 250, answers: [400] }, { at: 500, answers: [400] }, { at: 510, answers: [400] })).toEqual([true, true, false]);
  });
});
