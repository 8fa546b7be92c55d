/** Request headers that a user may add, to a connection or to what is sent to a collector. */
import * as v from 'valibot';
import { jsonObject } from './json-object.ts';
import { say } from '../words/say.ts';

/** What a browser or a proxy sets, or what decides how the message is read. Replacing it would break the request. */
const FORBIDDEN = /^(host|content-length|connection|upgrade|transfer-encoding|te|trailer|keep-alive|expect|(sec|proxy)-.*)$/i;
const MOST_HEADERS = 50;
const LONGEST_VALUE = 8_000;

const headerName = v.pipe(
  v.string(),
  v.regex(/^[\w!#$%&'*+.^`|~-]{1,200}$/, ({ input }) => say('errors_headerName', { name: input.slice(0, 50) })),
  v.check(
    (name) => !FORBIDDEN.test(name),
    ({ input }) => say('errors_headerForbidden', { name: input }),
  ),
);

const headerValue = v.pipe(
  v.string(() => say('errors_headerText')),
  v.maxLength(LONGEST_VALUE, () => say('errors_headerTooLong', { most: LONGEST_VALUE })),
  v.regex(/^[\t\u0020-\u007E]*$/, () => say('errors_headerValue')),
);

export const headersSchema = v.pipe(
  /* @__PURE__ */ jsonObject(headerValue, () => say('errors_headers'), headerName),
  v.check((headers) => Object.keys(headers).length <= MOST_HEADERS, () => say('errors_headersTooMany', { most: MOST_HEADERS })),
  v.check((headers) => {
    const names = Object.keys(headers).map((name) => name.toLowerCase());
    return new Set(names).size === names.length;
  }, () => say('errors_headerTwice')),
);
