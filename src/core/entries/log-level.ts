/** Levels of log lines as loggers write them, words and numbers, on the five levels that a filter ranks. */
import type { LogLevel } from './entry.ts';

const WORDS: Readonly<Record<LogLevel, string>> = {
  debug: 'trace trce trc verbose vrb silly debug dbug dbg fine finer finest config v d t',
  info: 'info information informational inf notice success http log audit default note mark i n',
  warning: 'warn warning wrn w',
  error: 'error err erro eror severe exception failure fail failed fault e',
  critical: 'critical crit crt fatal ftl alert emergency emerg panic dpanic f c a p',
};

const LEVELS: ReadonlyMap<string, LogLevel> = new Map(
  (Object.keys(WORDS) as LogLevel[]).flatMap((level) => WORDS[level].split(' ').map((word): [string, LogLevel] => [word, level])),
);

/** The level that a word names, whatever its case and what stands around it: `[ERROR]`, `WARN+2`, `Critical:`; null of any other word. */
export function levelOfWord(text: string): LogLevel | null {
  const word = text.trim().toLowerCase().replace(/^[[(<]+|[\])>:]+$/g, '').trim().replace(/[+-]\d+$/, '');
  return LEVELS.get(word) ?? null;
}

/** A scale of numbers: the least number of each level, the highest first. */
type Scale = readonly (readonly [least: number, level: LogLevel])[];

/** Python's logging: DEBUG 10, INFO 20, WARNING 30, ERROR 40, CRITICAL 50. Loguru and, times 1000, log4js and logback count the same way. */
const PYTHON: Scale = [[50, 'critical'], [40, 'error'], [30, 'warning'], [20, 'info'], [-Infinity, 'debug']];
/** Of pino and bunyan: trace 10, debug 20, info 30, warn 40, error 50, fatal 60. */
const PINO: Scale = [[60, 'critical'], [50, 'error'], [40, 'warning'], [30, 'info'], [-Infinity, 'debug']];
/** OpenTelemetry's SeverityNumber, 1 to 24: https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber */
const OPEN_TELEMETRY: Scale = [[21, 'critical'], [17, 'error'], [13, 'warning'], [9, 'info'], [-Infinity, 'debug']];
/** RFC 5424, 6.2.1: emergency 0, alert 1, critical 2, error 3, warning 4, notice 5, informational 6, debug 7. */
const SYSLOG: readonly LogLevel[] = ['critical', 'critical', 'critical', 'error', 'warning', 'info', 'info', 'debug'];

const onScale = (value: number, scale: Scale): LogLevel => scale.find(([least]) => value >= least)![1];

/** What a line tells of the scale that its numbers are on. `has` tells whether it has a property, by its name in lower case. */
export interface ScaleSigns {
  /** The name of the property that holds the number, in lower case. */
  readonly property: string;
  readonly has: (name: string) => boolean;
}

/** The level that a number stands for on the scale that its line shows; null where no scale has it. */
export function levelOfNumber(value: number, { property, has }: ScaleSigns): LogLevel | null {
  if (property === 'severitynumber' || property === 'severity_number') return value >= 1 && value <= 24 ? onScale(value, OPEN_TELEMETRY) : null;
  if (value >= 5_000) return value <= 60_000 ? onScale(value / 1000, PYTHON) : null;
  if (value >= 10 && value <= 60) return onScale(value, value === 60 || isPinos(has) ? PINO : PYTHON);
  return SYSLOG[value] ?? null;
}

/** pino and bunyan write `pid` and `hostname`, and call the message `msg`. Python's records call it so too, but have a `levelno`. */
function isPinos(has: ScaleSigns['has']): boolean {
  if (has('levelno') || has('levelname')) return false;
  return (has('pid') && has('hostname')) || (has('msg') && !has('message'));
}

/** The severity of a syslog priority, `<11>` at the start of a message: its remainder by 8. */
export function levelOfPriority(priority: number): LogLevel {
  return SYSLOG[priority % 8]!;
}

/** The word for a line's level: the server's own, or ours where that is a number or nothing. */
export function levelWord({ level, levelText }: { readonly level: LogLevel; readonly levelText: string }): string {
  return /\p{L}/u.test(levelText) ? levelText : level;
}
