/** The Engine.IO OPEN packet: what a server offers in its handshake. */
import { bounded } from './value-text.ts';

export interface Handshake {
  readonly engineSid: string;
  /** Milliseconds; 0 when the server sent something that is no duration. */
  readonly pingInterval: number;
  readonly pingTimeout: number;
  /** Bytes, or null: servers older than Engine.IO 6.2 do not say. */
  readonly maxPayload: number | null;
  readonly upgrades: readonly string[];
}

const NAME_LIMIT = 200;

function finite(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

/** Reads the parsed JSON of an OPEN packet, believing nothing about it. */
export function readHandshake(data: unknown): Handshake {
  const packet: Record<string, unknown> = typeof data === 'object' && data !== null ? { ...data } : {};
  const upgrades: readonly unknown[] = Array.isArray(packet['upgrades']) ? packet['upgrades'] : [];
  return {
    engineSid: bounded(typeof packet['sid'] === 'string' ? packet['sid'] : '', NAME_LIMIT).text,
    pingInterval: finite(packet['pingInterval']) ?? 0,
    pingTimeout: finite(packet['pingTimeout']) ?? 0,
    maxPayload: finite(packet['maxPayload']),
    upgrades: upgrades.filter((name) => typeof name === 'string').slice(0, 10).map((name) => bounded(name, NAME_LIMIT).text),
  };
}

/**
 * The length that Engine.IO 3 puts before each packet of a poll: `97:`, or in its binary form a zero, the digits as bytes
 * and 255, which is no UTF-8.
 */
export const ENGINE_3_LENGTH = /(?:\d{1,6}:|\p{Cc}{2,7}[\u00ff\ufffd])/u;

/** The session id of an OPEN packet at the start of a polling payload, or null if there is none. */
export function openedSid(payload: string): string | null {
  return /^0\{.*?"sid":"([^"]{1,200})"/.exec(payload)?.[1] ?? null;
}
