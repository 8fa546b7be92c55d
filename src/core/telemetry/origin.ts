/** Who says what is forwarded, as OpenTelemetry wants to know it. */
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';

export interface Origin {
  /** The `service.name`: one per profile. */
  readonly service: string;
  /** The `service.instance.id`: one per birth of a background, so that many Holdfasts can share a collector. */
  readonly instance: string;
}

export type Resource = ReadableLogRecord['resource'];

/** The serialisers read nothing of a resource but its attributes. */
export function resourceOf({ service, instance }: Origin): Resource {
  return { attributes: { 'service.name': service, 'service.instance.id': instance } } as unknown as Resource;
}

/** The instrumentation scope of what we say ourselves. A relayed line's is its logger. */
export const SCOPE = 'holdfast';

/** The end of what 63 bits of nanoseconds hold, in epoch milliseconds: some readers take OTLP's 64 for signed. */
const LAST_MS = 2 ** 63 / 1e6;

/** Whether OTLP can say this time. A server may name any. */
export function isPlaceable(ms: number): boolean {
  return ms >= 0 && ms < LAST_MS;
}

/** Epoch milliseconds as the seconds and nanoseconds that OpenTelemetry's libraries count in. */
export function hrTime(ms: number): [number, number] {
  const seconds = Math.floor(ms / 1_000);
  return [seconds, Math.round((ms - seconds * 1_000) * 1e6)];
}
