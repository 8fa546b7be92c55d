/** Request headers that a user may add, to a connection or to what is sent to a collector. */
import * as v from 'valibot';
import { jsonObject } from './json-object.ts';

/** What a browser or a proxy sets, or what decides how the message is read. Replacing it would break the request. */
const FORBIDDEN = /^(host|content-length|connection|upgrade|transfer-encoding|te|trailer|keep-alive|expect|(sec|proxy)-.*)$/i;
const MOST_HEADERS = 50;

const headerName = v.pipe(
  v.string(),
  v.regex(/^[\w!#$%&'*+.^`|~-]{1,200}$/, ({ input }) => `“${input.slice(0, 50)}” is not the name of a header. Use letters, digits and “-”.`),
  v.check(
    (name) => !FORBIDDEN.test(name),
    ({ input }) => `The header “${input}” belongs to the browser, and the connection would break with another. Leave it out.`,
  ),
);

const headerValue = v.pipe(
  v.string('Each header’s value must be text.'),
  v.maxLength(8_000, 'The value of a header is longer than 8000 characters.'),
  v.regex(/^[\t\u0020-\u007E]*$/, 'The value of a header must be printable ASCII characters on one line.'),
);

export const headersSchema = v.pipe(
  /* @__PURE__ */ jsonObject(headerValue, 'Headers must be a JSON object of texts, such as {"X-Tenant": "a"}.', headerName),
  v.check((headers) => Object.keys(headers).length <= MOST_HEADERS, () => `Headers can be ${MOST_HEADERS} at the most.`),
  v.check((headers) => {
    const names = Object.keys(headers).map((name) => name.toLowerCase());
    return new Set(names).size === names.length;
  }, 'Each header can be named once, in capital or small letters.'),
);
