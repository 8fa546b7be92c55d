/** Finds in a record of any logger which of its properties are message, level, time and logger. */
import type { LogLevel } from '../entries/entry.ts';
import { valueText } from '../wire/value-text.ts';
import { levelOfNumber, levelOfWord } from '../entries/log-level.ts';
import { withoutColours } from './log-text.ts';
import { parseServerTime } from './server-time.ts';

export type LogObject = Readonly<Record<string, unknown>>;

/** A property by its path in the record, such as `msg`, `log.level` or `fields.message`. */
export interface LogField<T = unknown> {
  readonly name: string;
  readonly value: T;
}

export interface LogFields {
  readonly message: LogField | null;
  readonly level: LogField<{ readonly level: LogLevel; readonly text: string }> | null;
  readonly time: LogField | null;
  readonly logger: LogField<string> | null;
}

/**
 * The names that loggers give to the four, in lower case, the most telling first: the report's own, pino, bunyan, winston,
 * log4js, consola, Python's logging, loguru, structlog, zap, slog, tracing, Serilog, logback, GELF, ECS, journald,
 * CloudEvents, Cloud Logging and OpenTelemetry.
 */
const MESSAGE = ['message', 'msg', '@m', 'renderedmessage', 'short_message', '@message', 'fields.message', 'text', '@mt', 'messagetemplate', 'body', 'textpayload', 'event', 'data', 'args', 'log', 'error.message', 'err.message'];
const LEVEL = ['levelname', 'level_name', 'levelstr', 'severitytext', 'severity_text', 'level', '@l', 'lvl', 'loglevel', 'log_level', 'log.level', '@fields.level', 'severity', 'levelno', 'level_value', 'severitynumber', 'severity_number', 'priority'];
const TIME = ['timestamp', '@timestamp', '@t', 'time', 'asctime', 'created', 'ts', 'datetime', 'starttime', '@fields.timestamp', 'timeunixnano', '__realtime_timestamp', 'date'];
const LOGGER = ['logger', 'logger_name', 'loggername', 'log.logger', 'categoryname', 'category', 'sourcecontext', 'properties.sourcecontext', 'name', 'module', 'target', 'component', 'tag', 'syslog_identifier', 'scope.name', '_logger', 'source', 'label'];
/** Other uses of these names are as common, so only a value that fits is taken for what is looked for. */
const TEXT_ONLY: ReadonlySet<string> = new Set(['body', 'textpayload', 'event', 'log']);
const LIST_ONLY: ReadonlySet<string> = new Set(['data', 'args']);

export function isLogObject(value: unknown): value is LogObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ArrayBuffer) && !ArrayBuffer.isView(value) && !(value instanceof Date);
}

/** Looks properties up by path, whatever the case of their names. */
class Properties {
  readonly #names: ReadonlyMap<string, string>;

  constructor(private readonly record: LogObject) {
    // The first of two names that differ only in case counts.
    this.#names = new Map(Object.keys(record).toReversed().map((name) => [name.toLowerCase(), name]));
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** The property at a path, whose first part may itself contain dots; null of one that is absent, null or undefined. */
  at(path: string): LogField | null {
    const name = this.#names.get(path);
    if (name !== undefined) return present(name, this.record[name]);
    const dot = path.indexOf('.');
    const outer = dot < 0 ? undefined : this.#names.get(path.slice(0, dot));
    const inside = outer === undefined ? undefined : this.record[outer];
    if (!isLogObject(inside)) return null;
    const found = new Properties(inside).at(path.slice(dot + 1));
    return found === null ? null : { name: `${outer}.${found.name}`, value: found.value };
  }

  *all(paths: readonly string[]): Generator<LogField & { readonly path: string }> {
    for (const path of paths) {
      const found = this.at(path);
      if (found !== null) yield { ...found, path };
    }
  }
}

const present = (name: string, value: unknown): LogField | null => (value === null || value === undefined ? null : { name, value });

function messageIn(properties: Properties): LogField | null {
  for (const { path, name, value } of properties.all(MESSAGE)) {
    if (LIST_ONLY.has(path) ? Array.isArray(value) : !TEXT_ONLY.has(path) || typeof value === 'string') return { name, value };
  }
  const otlp = properties.at('body.stringvalue');
  return otlp !== null && typeof otlp.value === 'string' ? otlp : null;
}

/** A level's own text: of log4js, loguru and others that write an object, the word in it. */
function levelText(value: unknown): string {
  if (!isLogObject(value)) return typeof value === 'string' || typeof value === 'number' ? withoutColours(String(value)).trim() : '';
  const properties = new Properties(value);
  const word = properties.at('levelstr') ?? properties.at('name') ?? properties.at('label') ?? properties.at('level') ?? properties.at('no');
  return word === null ? '' : levelText(isLogObject(word.value) ? null : word.value);
}

/** A word is told from a number, and what is neither is kept as it came, ranked as info. */
function levelIn(properties: Properties): LogFields['level'] {
  const candidates = [...properties.all(LEVEL)].map(({ path, name, value }) => ({ path, name, text: levelText(value) })).filter(({ text }) => text !== '');
  for (const { name, text } of candidates) {
    const level = levelOfWord(text);
    if (level !== null) return { name, value: { level, text } };
  }
  // Of consola, which counts its numbers in its own way, and, where there is no number either, of records made by hand.
  const type = properties.at('type');
  const word = type !== null && typeof type.value === 'string' && type.value.length > 2 ? levelOfWord(type.value) : null;
  const ofType = type === null || word === null ? null : { name: type.name, value: { level: word, text: valueText(type.value) } };
  if (ofType !== null && properties.has('args')) return ofType;
  for (const { path, name, text } of candidates) {
    // Many things have a priority; only journald's is a severity.
    if (!/^-?\d+(\.\d+)?$/.test(text) || (path === 'priority' && name !== 'PRIORITY')) continue;
    const level = levelOfNumber(Number(text), { property: path, has: (other) => properties.has(other) });
    if (level !== null) return { name, value: { level, text } };
  }
  if (ofType !== null) return ofType;
  const unknown = candidates.find(({ path }) => path !== 'priority');
  return unknown === undefined ? null : { name: unknown.name, value: { level: 'info', text: unknown.text } };
}

function timeIn(properties: Properties): LogField | null {
  const candidates = [...properties.all(TIME)];
  const found = candidates.find(({ value }) => parseServerTime(value) !== null) ?? candidates.find(({ value }) => typeof value === 'string');
  return found === undefined ? null : { name: found.name, value: found.value };
}

function loggerIn(properties: Properties): LogFields['logger'] {
  for (const { name, value } of properties.all(LOGGER)) {
    if (typeof value === 'string' && value !== '') return { name, value: withoutColours(value) };
  }
  return null;
}

/** Which properties of a record are its message, level, time and logger. */
export function logFields(record: LogObject): LogFields {
  const properties = new Properties(record);
  return { message: messageIn(properties), level: levelIn(properties), time: timeIn(properties), logger: loggerIn(properties) };
}

/** The record without the properties at these paths. */
export function withoutFields(record: LogObject, paths: readonly string[]): LogObject {
  const rest = Object.entries(record).filter(([name]) => !paths.includes(name));
  return Object.fromEntries(
    rest.flatMap(([name, value]) => {
      const inner = paths.filter((path) => path.startsWith(`${name}.`)).map((path) => path.slice(name.length + 1));
      if (inner.length === 0 || !isLogObject(value)) return [[name, value]];
      const left = withoutFields(value, inner);
      return Object.keys(left).length === 0 ? [] : [[name, left]];
    }),
  );
}
