/** Reads what socket.io-client hands out when a connection ends or is refused, believing nothing about its shape. */
import type { FactOf } from '../core/entries/entry.ts';
import { bounded, valueText } from '../core/wire/value-text.ts';
import type { PollFailure } from './transports.ts';

const TEXT_LIMIT = 2_000;

/** A CONNECT_ERROR's payload is an object, or a bare string from Flask-SocketIO and from servers before v3. */
export function refusalOf(data: unknown): FactOf<'refused'> {
  const object = typeof data === 'object' && data !== null ? (data as { message?: unknown; data?: unknown }) : {};
  return {
    kind: 'refused',
    message: typeof object.message === 'string' ? bounded(object.message, TEXT_LIMIT).text : '',
    data: object.data === undefined ? null : bounded(valueText(object.data), TEXT_LIMIT).text,
    raw: bounded(typeof data === 'string' ? JSON.stringify(data) : valueText(data), TEXT_LIMIT).text,
  };
}

/** A packet that the Socket.IO parser refused, as the error that it closed the connection with and the packet's text. */
export function malformedOf(error: unknown, message: string): FactOf<'malformed'> {
  const reason = error instanceof Error ? error.message : 'parse error';
  return { kind: 'malformed', reason, text: bounded(message, TEXT_LIMIT).text, bytes: message.length };
}

/** Why it closed, in more words than the reason: what a failed poll was answered, or the error's message. */
export function closeDetail(description: unknown, pollFailure: PollFailure | null): string | null {
  if (pollFailure !== null && pollFailure.status !== null) return `HTTP ${pollFailure.status}: ${pollFailure.body ?? ''}`;
  return description instanceof Error ? bounded(description.message, TEXT_LIMIT).text : null;
}

/** The WebSocket's close code and reason, where a WebSocket was closed. */
export function closeCode(description: unknown): { code: number | null; codeReason: string | null } {
  const context: unknown = typeof description === 'object' && description !== null ? (description as { context?: unknown }).context : undefined;
  if (typeof context !== 'object' || context === null) return { code: null, codeReason: null };
  const { code, reason } = context as { code?: unknown; reason?: unknown };
  return { code: typeof code === 'number' ? code : null, codeReason: typeof reason === 'string' && reason !== '' ? reason : null };
}
