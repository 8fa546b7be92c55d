import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { because, gapReason, whySchema } from '../../../../src/core/entries/why.ts';
import { problemText } from '../../../../src/core/words/problem-text.ts';
import { closeReason, whyText } from '../../../../src/core/words/why-text.ts';

describe('a reason', () => {
  it.each([
    [because('byUser'), 'Disconnected by you.'],
    [because('refused', { message: 'not authorised' }), 'The server refused the connection: not authorised'],
    [because('gaveUp', { count: 1 }), 'Gave up after 1 attempt.'],
    [because('gaveUp', { count: 1200 }, 'xhr poll error'), 'Gave up after 1,200 attempts. xhr poll error'],
    [because('gaveUp', { count: 2 }, because('serverError500')), 'Gave up after 2 attempts. The server answered with an error 500.'],
    ['Disconnected by you, as an older version wrote it.', 'Disconnected by you, as an older version wrote it.'],
    [because('secretsMissing', { places: 'auth\nquery.token' }), 'This connection needs its auth and “token” of its query. Secrets are kept only until the browser closes, and never taken from a page. Edit the connection and enter it, or save without it.'],
    [{ code: 'ofALaterVersion', facts: { n: 1 } }, 'ofALaterVersion'],
    [{ code: 'gaveUp' }, 'Gave up after 0 attempts.'],
    [null, ''],
  ])('%j reads “%s”', (why, text) => expect(whyText(why)).toBe(text));

  it('keeps one cause, so that none of a file is too deep to read', () => {
    const why = because('gaveUp', { count: 2 }, because('gaveUp', { count: 1 }, 'first'));
    expect(v.is(whySchema, why)).toBe(true);
    expect(whyText(why)).toBe('Gave up after 2 attempts. Gave up after 1 attempt.');
  });
});

it.each([
  ['framesTooFast', { code: 'framesTooFast' }],
  ['byUser', 'byUser'],
  ['<b>anything</b>', '<b>anything</b>'],
])('a page that says “%s” of a gap is taken at %j', (told, why) => expect(gapReason(told)).toEqual(why));

it.each([
  [{ code: null, reason: 'pageGone' }, 'The page was closed or left.'],
  [{ code: null, reason: 'HTTP 504' }, 'HTTP 504'],
  [{ code: 4000, reason: 'pageGone' }, 'pageGone'],
])('a close %j is told as “%s”', (closed, text) => expect(closeReason(closed)).toBe(text));

it.each([
  ['malformed', 'too-many-attachments', 'The packet announces too many attachments.'],
  ['event', 'too-many-attachments', 'More than 10 attachments, which official parsers refuse unless configured otherwise.'],
  ['malformed', 'The payload is not JSON.', 'The payload is not JSON.'],
  ['event', '', ''],
] as const)('a problem of %s, “%s”, reads “%s”', (type, problem, text) => expect(problemText({ type, problem })).toBe(text));
