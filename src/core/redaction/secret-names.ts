/** The names under which secrets go: of JSON keys, query parameters, headers, and whatever a text assigns a value to. */

/** What stands for a value that was left out. It needs no escape in JSON, in an address or in a spreadsheet. */
export const LEFT_OUT = '(redacted)';

/** A name that contains one of these is a secret's. A hyphen stands for any of the usual separators, or for none. */
const CONTAINED = [
  'token',
  'secret',
  'password',
  'passwd',
  'passphrase',
  'pass-code',
  'user-pass',
  'db-pass',
  'authorization',
  'auth-key',
  'auth-code',
  'pin-code',
  'cookie',
  'api-key',
  'access-key',
  'private-key',
  'encryption-key',
  'decryption-key',
  'signing-key',
  'shared-key',
  'master-key',
  'account-key',
  'hmac-key',
  'ssh-key',
  'credential',
  'session-id',
  'sess-id',
  'session-key',
  'connect.sid',
  'csrf',
  'xsrf',
  'signature',
  'jwt',
  'webhook-url',
  'mfa-code',
  'one-time-code',
  'verification-code',
  'security-code',
  'recovery-code',
  'backup-code',
  'sms-code',
  'sec-websocket-key',
  // Of other languages: Chinese, German, Spanish, French, Portuguese, Italian, Dutch, Polish, Russian, Japanese, Korean.
  '密码',
  '密碼',
  '口令',
  '密钥',
  '密鑰',
  '令牌',
  '凭证',
  '凭据',
  '认证',
  '验证码',
  '授权码',
  'passwort',
  'kennwort',
  'zugangsdaten',
  'contraseña',
  'contrasena',
  'mot-de-passe',
  'senha',
  'wachtwoord',
  'hasło',
  'пароль',
  'パスワード',
  '暗証番号',
  '비밀번호',
] as const;
/** A name of which one of these is a word, as in `db_pass` and `userPin`, is a secret's. Within a word they are too common. */
const WHOLE = ['auth', 'pass', 'pwd', 'pw', 'otp', 'totp', 'pin', 'bearer'] as const;
/** A name of one of these is a secret's where the value looks like one. */
const WEAK = ['session', 'ticket', 'resume', 'refresh', 'sig'] as const;

/** A name that ends in one of these tells something about a secret. */
const DESCRIBING = new Set(
  'type types method methods count counts limit limits length size min max expires expiry expiration expired ttl age timeout policy policies status enabled disabled required allowed changed updated created provider algorithm alg scheme format strength consent rate endpoint supported valid at in'.split(' '),
);
/** The same of names that are a secret's for one of their words alone. */
const DESCRIBING_PART = new Set(
  'id ids user username name email role roles group level mode server host domain port path version scope scopes realm url uri error message reason step success failed failure failures result event action color colour icon rate total state position place service window plugin module middleware handler manager'.split(' '),
);

export const MORE_LIMIT = 50;

/** What secrets are left out for. */
export type SecretUse = 'export' | 'recording';

/**
 * How sure a name is: `sure` contains a secret's name, `part` has one as a word, and `weak` is one only where its value looks
 * like a secret.
 */
export type Strength = 'sure' | 'part' | 'weak';

export interface SecretNames {
  /** How sure this is the name of a secret, or null. */
  strength(name: string): Strength | null;
  /** Whether this is the name of a secret whatever its value. */
  has(name: string): boolean;
  /**
   * `export`: in doubt it is a secret. `recording`: whoever debugs needs what is there, so a plain word after a colon is prose
   * ("Invalid token: expired"), and an event named `token` keeps its argument.
   */
  readonly use: SecretUse;
  /** Whether a text has something of which the name of a secret consists. Most texts have not, and that is told fast. */
  isIn(text: string): boolean;
  /** Where in a text that is, in order: from, and to. */
  placesIn(text: string): (readonly [from: number, to: number])[];
}

/** What may stand between the parts of a name, and the same with what an address makes of it. */
const SEPARATORS = String.raw`(?:%2[de0]|%5f|[-_.\s+])`;

/** One spelling of a name: `X-Api-Key`, `x_api_key` and `xApiKey` are the same. */
function plain(name: string): string {
  return name.replace(/%2[de0]|%5f|[-_.\s+]/gi, '').toLowerCase();
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

function containedPattern(name: string): string {
  const parts = name.split(/[-_.\s+]+/).filter((part) => part !== '');
  return parts.map(escaped).join(`${SEPARATORS}?`);
}

/**
 * A word within a name: between separators, or by its capitals, also after a line break that JSON has escaped. What stands
 * before it is looked at last, since an engine finds plain letters fastest.
 */
function wordPattern(word: string): string {
  const capital = word[0]!.toUpperCase() + word.slice(1);
  const upper = word.toUpperCase();
  return String.raw`${word}(?![a-z])(?<=(?:^|[^A-Za-z]|\\[bfnrt])${word})|${capital}(?![a-z])|${upper}(?![a-z]|[A-Z](?![a-z]))(?<![A-Z]${upper})`;
}

/** The words of a name in lower case: `db`, `pass` of `dbPass`. */
function wordsOf(name: string): string[] {
  const spaced = name.replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/([A-Z])([A-Z][a-z])/g, '$1 $2');
  return spaced.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

/** The names that somebody has written into a box, with commas or blanks between them. */
export function namesIn(text: string): string[] {
  return text.split(/[\s,;]+/).filter((name) => plain(name) !== '').slice(0, MORE_LIMIT);
}

/** Numbers under these are counts, such as `max_tokens` of a language model. */
const COUNTED = /tokens|tokencount|tokenlimit/;
const NO_SECRET = /^(?:null|none|undefined|true|false|nan)$/i;
/** What no word of a language looks like, and what a generated secret does. */
const GENERATED = /^(?=[^\d]{0,200}\d)(?=[^A-Za-z]{0,200}[A-Za-z])[\w+/=.~:-]{16,}$/;

/** Whether a value looks like one that a machine has made up: `f3a9…` of 16 units and more, with letters and digits. */
export function isGenerated(value: string): boolean {
  return GENERATED.test(value);
}

/** Whether a value is a secret by its name, and is one at all. */
export function isSecret(names: SecretNames, name: string, value: unknown): boolean {
  const strength = names.strength(name);
  if (strength === null || value === null || value === undefined || value === '' || value === LEFT_OUT || typeof value === 'boolean') return false;
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^\d{1,9}$/.test(value));
  if (isNumber && COUNTED.test(plain(name))) return false;
  if (typeof value === 'string' && NO_SECRET.test(value)) return false;
  if (strength === 'weak') return typeof value === 'string' && isGenerated(value);
  // A number under such a name is a code that somebody types in, or it counts.
  return strength === 'sure' || typeof value !== 'number' || /pin|otp/i.test(name);
}

/** The usual names, and more that this application has. One with a minus before it is taken off the list. */
export function secretNames(more: readonly string[] = [], use: SecretUse = 'export'): SecretNames {
  const off = new Set(more.filter((name) => name.startsWith('-')).map(plain));
  const added = more.filter((name) => !name.startsWith('-') && plain(name) !== '');
  const contained = [...CONTAINED, ...added].filter((name) => !off.has(plain(name)));
  const isOn = (name: string) => !off.has(name);
  const [whole, weak] = [WHOLE.filter(isOn), WEAK.filter(isOn)];
  const [parts, exact, own] = [contained.map(plain), new Set<string>(whole), new Set(added.map(plain))];
  const word = new RegExp(whole.map(wordPattern).join('|') || '(?!)');
  const weakWord = new RegExp(weak.map(wordPattern).join('|') || '(?!)');

  // Two, because an engine is slow at letters of either case one by one.
  const finders = [new RegExp(contained.map(containedPattern).join('|') || '(?!)', 'gi'), new RegExp([...whole, ...weak].map(wordPattern).join('|') || '(?!)', 'g')];

  function strength(name: string): Strength | null {
    const wanted = plain(name);
    if (wanted === '' || /^access-control-/i.test(name)) return null;
    if (exact.has(wanted) || own.has(wanted)) return 'sure';
    const isContained = parts.some((part) => wanted.includes(part));
    if (!isContained && !word.test(name)) return weakWord.test(name) ? 'weak' : null;
    const last = wordsOf(name).at(-1) ?? '';
    if (DESCRIBING.has(last) || (!isContained && DESCRIBING_PART.has(last))) return 'weak';
    return isContained ? 'sure' : 'part';
  }

  return {
    use,
    strength,
    has(name) {
      const found = strength(name);
      return found === 'sure' || found === 'part';
    },
    isIn: (text) => finders.some((finder) => text.search(finder) >= 0),
    placesIn(text) {
      const found = finders.flatMap((finder) => [...text.matchAll(finder)].map((match) => [match.index, match.index + match[0].length] as const));
      return found.toSorted(([a], [b]) => a - b);
    },
  };
}
