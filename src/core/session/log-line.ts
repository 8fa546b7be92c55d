/** Reads a log event's payload, which is whatever a server chose to send, into the fields of a log entry. */
import { bounded, boundedText, valueText } from '../wire/value-text.ts';
import type { FactOf } from '../entries/entry.ts';
import { isLogObject, logFields, withoutFields, type LogFields, type LogObject } from './log-fields.ts';
import { levelOfWord } from '../entries/log-level.ts';
import { formatNamed, formatPercent } from './log-template.ts';
import { readPairs, readTextHead, withoutColours } from './log-text.ts';
import { parseServerTime } from './server-time.ts';

/** What a recording keeps of one line's message and of its further fields, in UTF-16 units each. */
export const LINE_LIMIT = 2 * 1024 * 1024;
const NAME_LIMIT = 200;

/** What stands inside of an envelope, with what the envelope tells besides. */
function unwrapped(payload: LogObject): LogObject {
  const { record, data, specversion } = payload;
  // Loguru's `serialize=True`. Its text has the traceback, which the record has not.
  if (isLogObject(record) && 'level' in record && 'message' in record) {
    return isLogObject(record['exception']) ? { ...record, text: payload['text'] } : record;
  }
  // A CloudEvent, whose type says what happened where its data say nothing in words.
  if (typeof specversion === 'string' && 'type' in payload) {
    const { data: _data, ...envelope } = payload;
    const inner = isLogObject(data) ? data : typeof data === 'string' ? { message: data } : {};
    return { message: payload['type'], ...envelope, ...inner };
  }
  return payload;
}

/** A text that holds a record: a line of JSON or of pairs. Null of any other text. */
function recordInText(text: string): LogObject | null {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{') || !trimmed.endsWith('}')) return readPairs(text);
  try {
    const parsed: unknown = JSON.parse(trimmed);
    return isLogObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

/** The record that a payload is or holds, or null of a payload that is none. */
function recordIn(payload: unknown): LogObject | null {
  const record = typeof payload === 'string' ? recordInText(withoutColours(payload)) : isLogObject(payload) ? payload : null;
  return record === null ? null : unwrapped(record);
}

/** A message with its values in it, the names of the properties that it has used up, and the units that are nested too deep to be in it. */
interface Message {
  readonly text: string;
  readonly used: readonly string[];
  readonly cut?: number;
}

function messageOf(record: LogObject, { message }: LogFields): Message {
  if (message === null) return { text: '', used: [] };
  const { name, value } = message;
  const text = withoutColours(valueText(value));
  // log4js and consola hand over what was logged, as a list.
  if (Array.isArray(value) && (name === 'data' || name === 'args')) {
    const [first, ...others] = value as unknown[];
    return { text: typeof first === 'string' ? formatPercent(first, others, true) : value.map((item) => valueText(item)).join(' '), used: [name] };
  }
  if (typeof value !== 'string') return { text, used: [name], cut: boundedText(value, Infinity).cut };
  // A LogRecord of Python's logging as it is, with its arguments apart.
  const { args } = record;
  if (name === 'msg' && 'levelno' in record && (Array.isArray(args) || isLogObject(args))) return { text: formatPercent(text, args), used: [name, 'args'] };
  if (name === '@mt') return { text: formatNamed(text, record), used: [name] };
  if (name === 'MessageTemplate') return { text: formatNamed(text, isLogObject(record['Properties']) ? record['Properties'] : record), used: [name] };
  return { text, used: [name] };
}

type LineFact = FactOf<'log'>;

/** Terminal codes as JSON writes them. */
const withoutWrittenColours = (json: string) => (json.includes('\\u001b[') ? json.replace(/\\u001b\[[\d;]*[A-Za-z]/g, '') : json);

function lineOf(fields: Omit<LineFact, 'kind' | 'message' | 'fields' | 'cut'>, message: Omit<Message, 'used'>, further: LogObject): LineFact {
  const text = bounded(message.text, LINE_LIMIT);
  const written = boundedText(Object.keys(further).length > 0 ? further : '', Infinity);
  const rest = bounded(withoutWrittenColours(written.text), LINE_LIMIT);
  return { kind: 'log', ...fields, message: text.text, fields: rest.text, cut: text.cut + (message.cut ?? 0) + written.cut + rest.cut };
}

const nameOf = (text: string) => bounded(text, NAME_LIMIT).text;

function lineOfRecord(record: LogObject, others: LogObject): LineFact {
  const fields = logFields(record);
  const { level, time, logger } = fields;
  const message = messageOf(record, fields);
  // A record without a level of its own may have one in its text.
  const head = level === null ? readTextHead(message.text) : null;
  const shown = [...message.used, ...[level, time, logger].flatMap((field) => (field === null ? [] : [field.name]))];
  return lineOf(
    {
      level: level?.value.level ?? head?.level ?? 'info',
      levelText: nameOf(level?.value.text ?? head?.levelText ?? ''),
      logger: nameOf(logger?.value ?? ''),
      serverTime: parseServerTime(time?.value),
      serverTimeText: time === null ? '' : nameOf(valueText(time.value)),
    },
    message,
    { ...withoutFields(record, shown), ...others },
  );
}

/** A line of text is its own message, as it came but for its colours. */
function lineOfText(payload: unknown, others: LogObject): LineFact {
  const text = withoutColours(valueText(payload));
  const { level, levelText, logger, timeText } = readTextHead(text);
  return lineOf({ level: level ?? 'info', levelText, logger: nameOf(logger), serverTime: parseServerTime(timeText), serverTimeText: timeText }, { text }, others);
}

/** A level and then the line, as two arguments: `('error', 'Payment failed')`. */
function isLevelFirst([first, second]: readonly unknown[]): boolean {
  return typeof first === 'string' && first.length > 2 && levelOfWord(first) !== null && (typeof second === 'string' || isLogObject(second));
}

/**
 * Turns the arguments of a log event into a log fact. Any payload gives a line: a record is read by the names of the usual
 * loggers, anything else is shown as its own text, and whatever is not shown in a column is kept in `fields`. A level or time
 * that cannot be known stays as it came, in `levelText` and `serverTimeText`.
 */
export function parseLogMessage(args: readonly unknown[]): LineFact {
  if (isLevelFirst(args)) {
    const [level, line, ...rest] = args;
    return parseLogMessage([isLogObject(line) ? { level, ...line } : { level, message: line }, ...rest]);
  }
  const [payload, ...others] = args;
  const further = others.length > 0 ? { arguments: others } : {};
  const record = recordIn(payload);
  return record === null ? lineOfText(payload, further) : lineOfRecord(record, further);
}

/** Which properties of an event's arguments would be shown as what, where they look like a log line; null where they do not. */
export function logLikeness(args: readonly unknown[]): LogFields | null {
  const [payload] = args;
  const record = recordIn(payload);
  if (record === null) return null;
  const fields = logFields(record);
  const { message, level, time } = fields;
  // A message alone may be a chat's. A word or number that no logger uses is no level.
  if (message === null || typeof message.value === 'object' && !Array.isArray(message.value)) return null;
  return level !== null && (levelOfWord(level.value.text) !== null || /^\d+$/.test(level.value.text)) && (time !== null || typeof message.value === 'string') ? fields : null;
}
