import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, verdictOf } from '../../../../src/core/telemetry/answers.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const answer = (status: number, body = '', retryAfter: string | null = null) => verdictOf({ status, retryAfter, body }, NOW);

describe('a collector’s answer', () => {
  it.each([
    [200, ''],
    [200, '{}'],
    [202, '{"partialSuccess":{}}'],
    [200, '{"partialSuccess":null}'],
    [200, 'null'],
    [200, 'no JSON'],
    [200, '{"partialSuccess":{"rejectedLogRecords":"x"}}'],
    [200, '{"partialSuccess":{"rejectedLogRecords":-4}}'],
  ])('%i %s takes the batch', (status, body) => expect(answer(status, body)).toEqual({ kind: 'taken', rejected: 0, why: null }));

  it.each(['"3"', '3'])('that rejects %s records keeps the others, and says why', (count) =>
    expect(answer(200, `{"partialSuccess":{"rejectedLogRecords":${count},"errorMessage":"too old"}}`)).toEqual({ kind: 'taken', rejected: 3, why: 'The collector kept only a part: too old' }));

  it.each([400, 401, 403, 404, 413, 500, 501, 0])('%i refuses it for good', (status) => expect(answer(status)).toMatchObject({ kind: 'refused' }));

  it.each([429, 502, 503, 504])('%i is passing', (status) => expect(answer(status)).toMatchObject({ kind: 'later', afterMs: null }));

  it.each([
    ['3', 3_000],
    ['0', 0],
    ['Tue, 24 Nov 2026 12:00:07 GMT', 7_000],
    ['Tue, 24 Nov 2026 11:00:00 GMT', 0],
    ['999999999', 600_000],
    ['soon', null],
  ])('with Retry-After: %s is asked again after %s ms', (header, afterMs) => expect(answer(503, '', header)).toMatchObject({ afterMs }));

  it.each([
    ['{"code":3,"message":"bad\\n field"}', 'The collector answered 400: bad field'],
    ['<h1>Bad</h1>', 'The collector answered 400: <h1>Bad</h1>'],
    ['', 'The collector answered 400'],
  ])('that says %s is quoted', (body, why) => expect(answer(400, body)).toEqual({ kind: 'refused', why }));

  it('of any kind never throws, and is bounded', () =>
    fc.assert(fc.property(fc.integer(), fc.oneof(fc.string({ maxLength: 2_000 }), fc.json()), fc.option(fc.string()), (status, body, retryAfter) => {
      const { why } = verdictOf({ status, retryAfter, body }, NOW);
      expect(why?.length ?? 0).toBeLessThan(400);
    })));
});

describe('the delay before another attempt', () => {
  it.each([
    [1, 0.5, 1_000],
    [2, 0.5, 2_000],
    [5, 0.5, 16_000],
    [6, 0.5, 30_000],
    [2_000, 0.5, 30_000],
    [1, 0, 800],
    [6, 1, 36_000],
  ])('after %i failures, with chance %d, is %i ms', (failures, chance, delay) => expect(backoffMs(failures, chance)).toBeCloseTo(delay));
});
