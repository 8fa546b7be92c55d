/** Reads a `log_message` payload, which is whatever a server chose to send, into the fields of a log entry. */
import { bounded, boundedText, valueText } from '../wire/value-text.ts';
import type { FactOf, LogLevel } from '../recording/entry.ts';
import { parseServerTime } from './server-time.ts';

/** What a recording keeps of one line's message and of its further fields, in UTF-16 units each. */
export const LINE_LIMIT = 2 * 1024 * 1024;
const NAME_LIMIT = 200;

const LEVELS: Readonly<Record<string, LogLevel>> = {
  trace: 'debug',
  debug: 'debug',
  info: 'info',
  notice: 'info',
  success: 'info',
  warn: 'warning',
  warning: 'warning',
  error: 'error',
  exception: 'error',
  critical: 'critical',
  fatal: 'critical',
  alert: 'critical',
  emergency: 'critical',
};

/** Numeric levels as Python's logging counts them, which pino's (10 to 60) agree with but for their names. */
function rankedLevel(value: number): LogLevel {
  if (value < 20) return 'debug';
  if (value < 30) return 'info';
  if (value < 40) return 'warning';
  if (value < 50) return 'error';
  return 'critical';
}

function parseLevel(value: unknown): { level: LogLevel; levelText: string } {
  if (typeof value === 'number' && Number.isFinite(value)) {
    const level = rankedLevel(value);
    return { level, levelText: level };
  }
  if (typeof value !== 'string' || value.trim() === '') return { level: 'info', levelText: '' };
  const name = value.trim().toLowerCase();
  const level = Object.hasOwn(LEVELS, name) ? LEVELS[name]! : 'info';
  return { level, levelText: bounded(value.trim(), NAME_LIMIT).text };
}

/** The first of the named properties that is present, with its name. */
function firstOf(payload: Record<string, unknown>, names: readonly string[]): { name: string; value: unknown } | undefined {
  const name = names.find((candidate) => Object.hasOwn(payload, candidate) && payload[candidate] !== null && payload[candidate] !== undefined);
  return name === undefined ? undefined : { name, value: payload[name] };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ArrayBuffer) && !ArrayBuffer.isView(value);
}

/**
 * Turns the arguments of a `log_message` event into a log fact. Any payload gives a line: an object is read by the usual
 * names, anything else is shown as its own text, and whatever is not shown in a column is kept in `fields`.
 */
export function parseLogMessage(args: readonly unknown[]): FactOf<'log'> {
  const [payload, ...others] = args;
  const object = isPlainObject(payload) ? payload : {};
  const time = firstOf(object, ['timestamp', 'time', 'asctime', 'created', 'ts']);
  const level = firstOf(object, ['level', 'levelname', 'severity']);
  const logger = firstOf(object, ['logger', 'module', 'name', 'source']);
  const text = firstOf(object, ['message', 'msg', 'text']);
  const shown = new Set([time?.name, level?.name, logger?.name, text?.name]);
  const rest = Object.entries(object).filter(([name]) => !shown.has(name));
  const message = boundedText(text !== undefined ? text.value : isPlainObject(payload) ? '' : payload, LINE_LIMIT);
  const further = {
    ...Object.fromEntries(rest),
    ...(others.length > 0 ? { arguments: others } : {}),
  };
  const fields = boundedText(Object.keys(further).length > 0 ? further : '', LINE_LIMIT);
  return {
    kind: 'log',
    ...parseLevel(level?.value),
    logger: logger === undefined ? '' : bounded(valueText(logger.value), NAME_LIMIT).text,
    message: message.text,
    serverTime: parseServerTime(time?.value),
    serverTimeText: time === undefined ? '' : bounded(valueText(time.value), NAME_LIMIT).text,
    fields: fields.text,
    cut: message.cut + fields.cut,
  };
}
