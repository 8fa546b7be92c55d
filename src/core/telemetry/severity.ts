import type { LogLevel } from '../entries/entry.ts';

/** OpenTelemetry's severity numbers of our levels. */
export const SEVERITY: Readonly<Record<LogLevel, number>> = { debug: 5, info: 9, warning: 13, error: 17, critical: 21 };
