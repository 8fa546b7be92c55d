/** Turns what a server sent into attributes that every collector takes. */
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';

export type Attributes = ReadableLogRecord['attributes'];
type AttributeValue = Attributes[string];

/** OpenTelemetry's own limit for the attributes of one record. */
const MOST_ATTRIBUTES = 128;

/** Text without halves of surrogate pairs, which protobuf has no place for: a collector would refuse the whole batch. */
export function wellFormed(text: string): string {
  return text.toWellFormed();
}

/**
 * A value of JSON as an attribute's. A whole number beyond what a double counts exactly becomes text: the serialiser
 * would write it as an int64, which need not hold it, and a collector would refuse the whole batch.
 */
function attributeValue(value: unknown): AttributeValue {
  if (typeof value === 'string') return wellFormed(value);
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value) ? String(value) : value;
  if (Array.isArray(value)) return value.map(attributeValue);
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [wellFormed(key), attributeValue(item)]));
  return typeof value === 'boolean' ? value : null;
}

/** What is the JSON text of an object, or else undefined. */
function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    // A recording bounds the text, and so it may end anywhere.
    return undefined;
  }
}

/** The attributes that a line's further fields are, and how many were left out. Text that is no object is one attribute. */
export function fieldAttributes(fields: string): { attributes: Attributes; left: number } {
  if (fields === '') return { attributes: {}, left: 0 };
  const object = objectOf(fields) ?? { 'holdfast.fields': fields };
  const entries = Object.entries(object);
  // The specification has no attribute without a name.
  const kept = entries.filter(([key]) => key !== '').slice(0, MOST_ATTRIBUTES);
  return { attributes: Object.fromEntries(kept.map(([key, value]) => [wellFormed(key), attributeValue(value)])), left: entries.length - kept.length };
}
