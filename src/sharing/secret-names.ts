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

export const MORE_LIMIT = 50;

/** What secrets are left out for. */
export type SecretUse = 'export' | 'recording';

export interface SecretNames {
  /** Whether this is the name of a secret. */
  has(name: string): boolean;
  /**
   * `export`: in doubt it is a secret. `recording`: whoever debugs needs what is there, so a pair of texts is no name with a
   * value (it may be an event with its argument), and a plain word after a colon is prose ("Invalid token: expired").
   */
  readonly use: SecretUse;
  /** Finds where a name of a secret may be in a text. Global, so its `lastIndex` has to be set. */
  readonly finder: RegExp;
  /**
   * A quick look that no text with a secret escapes, but those with a `%` or with an address: it takes a fraction of what
   * `finder` and the forms cost, and most of what is recorded is done with it.
   */
  readonly quick: RegExp;
}

/** What secrets that are known by their own form have in them, see redact-text.ts. */
const FORMS = ['bearer', 'basic', 'digest', 'negotiate', 'eyj'];

/** What may stand between the parts of a name, and the same with what an address makes of it. */
const SEPARATORS = String.raw`[-_.\s+]`;
const ENCODED_SEPARATORS = `(?:%2d|%5f|%2e|%20|${SEPARATORS})`;

/**
 * A whole name, also after a line break that JSON has escaped: not within a word, as in "shipping". What stands before it is
 * looked at last, since an engine finds plain letters fastest.
 */
function wholeName(name: string): string {
  return String.raw`${name}(?![a-z\d])(?<=(?:^|[^a-z\d]|\\[bfnrt])${name})`;
}

/** One spelling of a name: `X-Api-Key`, `x_api_key` and `xApiKey` are the same. */
function plain(name: string): string {
  return name.replace(/%2d|%5f|%2e|%20|[-_.\s+]/gi, '').toLowerCase();
}

function pattern(name: string, separators = ENCODED_SEPARATORS): string {
  const parts = name.split(/[-_.\s]+/).filter((part) => part !== '');
  return parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join(`${separators}?`);
}

/** The names that somebody has written into a box, with commas or blanks between them. */
export function namesIn(text: string): string[] {
  return text.split(/[\s,;]+/).filter((name) => plain(name) !== '').slice(0, MORE_LIMIT);
}

/** Numbers under these are counts, such as `max_tokens` of a language model. */
const COUNTED = /tokens|tokencount|tokenlimit/;

/** Whether a value that is a number counts something, by its name. */
export function isCount(name: string, value: unknown): boolean {
  return COUNTED.test(plain(name)) && (typeof value === 'number' || (typeof value === 'string' && /^\d{1,9}$/.test(value)));
}

/** The usual names, and more that this application has. One with a minus before it is taken off the list. */
export function secretNames(more: readonly string[] = [], use: SecretUse = 'export'): SecretNames {
  const off = new Set(more.filter((name) => name.startsWith('-')).map(plain));
  const added = more.filter((name) => !name.startsWith('-') && plain(name) !== '');
  const contained = [...CONTAINED, ...added].filter((name) => !off.has(plain(name)));
  const whole = WHOLE.filter((name) => !off.has(plain(name)));
  const [parts, words] = [contained.map(plain), new Set<string>(whole)];
  return {
    use,
    has(name) {
      const wanted = plain(name);
      return words.has(wanted) || parts.some((part) => wanted.includes(part));
    },
    finder: new RegExp([...contained.map((name) => pattern(name)), ...whole.map(wholeName)].join('|') || '(?!)', 'gi'),
    quick: new RegExp([...contained.map((name) => pattern(name, SEPARATORS)), ...FORMS, ...whole.map((name) => `${name}(?![a-z\\d])`)].join('|'), 'i'),
  };
}
