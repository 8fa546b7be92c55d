/** The names under which secrets go: of JSON keys, query parameters, headers, and whatever a text assigns a value to. */

/** A name that contains one of these is a secret's. A hyphen stands for any of the usual separators, or for none. */
const CONTAINED = [
  'token',
  'secret',
  'password',
  'passwd',
  'passphrase',
  'authorization',
  'cookie',
  'api-key',
  'access-key',
  'private-key',
  'credential',
  'session-id',
  'csrf',
  'xsrf',
  'signature',
  'jwt',
  'sec-websocket-key',
] as const;
/** A name that is one of these is a secret's; within longer names they are too common. */
const WHOLE = ['auth', 'pass', 'pwd', 'otp', 'pin'] as const;

const MORE_LIMIT = 50;

export interface SecretNames {
  /** Whether this is the name of a secret. */
  has(name: string): boolean;
  /** Finds where a name of a secret may be in a text. Global, so its `lastIndex` has to be set. */
  readonly finder: RegExp;
}

/** One spelling of a name: `X-Api-Key`, `x_api_key` and `xApiKey` are the same. */
function plain(name: string): string {
  return name.replace(/%2d|%5f|%2e|%20|[-_.\s+]/gi, '').toLowerCase();
}

function pattern(name: string): string {
  const parts = name.split(/[-_.\s]+/).filter((part) => part !== '');
  return parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('(?:%2d|%5f|%2e|%20|[-_.\\s+])?');
}

/** The names that somebody has written into a box, with commas or blanks between them. */
export function namesIn(text: string): string[] {
  return text.split(/[\s,;]+/).filter((name) => plain(name) !== '').slice(0, MORE_LIMIT);
}

/** The usual names, and more that this application has. */
export function secretNames(more: readonly string[] = []): SecretNames {
  const contained = [...CONTAINED, ...more].map(plain);
  const whole = new Set<string>(WHOLE);
  return {
    has(name) {
      const wanted = plain(name);
      return whole.has(wanted) || contained.some((part) => wanted.includes(part));
    },
    finder: new RegExp([...CONTAINED, ...WHOLE, ...more].map(pattern).join('|'), 'gi'),
  };
}
