/** Entries as OpenTelemetry's log records. */
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { Entry, EntryOf } from '../entries/entry.ts';
import { fieldAttributes, wellFormed, type Attributes } from './attributes.ts';
import { eventOf, type ForwardedEvent } from './events.ts';
import { hrTime, isPlaceable, resourceOf, SCOPE, type Origin } from './origin.ts';
import { SEVERITY } from './severity.ts';

type Scope = ReadableLogRecord['instrumentationScope'];
type RecordPart = Omit<ReadableLogRecord, 'hrTimeObserved' | 'resource' | 'instrumentationScope'> & { readonly scope: string };

function lineRecord(entry: EntryOf<'log'>): RecordPart {
  const { attributes, left } = fieldAttributes(entry.fields);
  // Where the server named no time of its own, the line's is when it came, as in OpenTelemetry's SDKs.
  const at = entry.serverTime !== null && isPlaceable(entry.serverTime) ? entry.serverTime : entry.at;
  return {
    hrTime: hrTime(at),
    severityNumber: SEVERITY[entry.level],
    ...(entry.levelText === '' ? {} : { severityText: wellFormed(entry.levelText) }),
    body: wellFormed(entry.message),
    scope: entry.logger === '' ? SCOPE : wellFormed(entry.logger),
    attributes: entry.cut === 0 ? attributes : { ...attributes, 'holdfast.cut': entry.cut },
    droppedAttributesCount: left,
  };
}

function eventRecord({ at }: Entry, { name, severity, body, attributes }: ForwardedEvent): RecordPart {
  const texts = Object.entries(attributes).flatMap(([key, value]) => (value === null ? [] : [[key, typeof value === 'string' ? wellFormed(value) : value] as const]));
  return {
    hrTime: hrTime(at),
    severityNumber: severity,
    eventName: name,
    body: wellFormed(body),
    scope: SCOPE,
    attributes: Object.fromEntries(texts),
    droppedAttributesCount: 0,
  };
}

/**
 * The log records of entries, in order; entries that are not forwarded give none. Each has a `log.record.uid`, by which
 * whoever got a batch twice, because our end never heard of the first time, can tell.
 */
export function logRecords(entries: readonly Entry[], origin: Origin): ReadableLogRecord[] {
  const resource = resourceOf(origin);
  // The serialiser groups records by the identity of their scope.
  const scopes = new Map<string, Scope>();
  const scopeNamed = (name: string) => {
    const known = scopes.get(name) ?? { name };
    scopes.set(name, known);
    return known;
  };
  return entries.flatMap((entry) => {
    const event = entry.kind === 'log' ? null : eventOf(entry);
    if (entry.kind !== 'log' && event === null) return [];
    const { scope, ...part } = entry.kind === 'log' ? lineRecord(entry) : eventRecord(entry, event!);
    const attributes: Attributes = { ...part.attributes, 'log.record.uid': `${origin.instance}/${entry.source}/${entry.seq}` };
    return [{ ...part, attributes, hrTimeObserved: hrTime(entry.at), resource, instrumentationScope: scopeNamed(scope) }];
  });
}
