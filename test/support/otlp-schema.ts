/** The official protobuf definitions of OTLP, as a judge of requests in its JSON. */
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';

interface MessageType {
  fromObject(object: unknown): object;
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
  toObject(message: object, options: object): unknown;
}

interface Definitions {
  readonly opentelemetry: {
    readonly proto: {
      readonly collector: {
        readonly logs: { readonly v1: { readonly ExportLogsServiceRequest: MessageType } };
        readonly metrics: { readonly v1: { readonly ExportMetricsServiceRequest: MessageType } };
      };
    };
  };
}

// Later versions of the package write protobuf by hand, and ship no definitions.
const definitions = createRequire(import.meta.url)('otlp-protobuf/build/src/generated/root.js') as Definitions;
const { logs, metrics } = definitions.opentelemetry.proto.collector;
const TYPES = { logs: logs.v1.ExportLogsServiceRequest, metrics: metrics.v1.ExportMetricsServiceRequest };

export type Signal = keyof typeof TYPES;

/** JSON of protobuf may write an int64 as text or as a number, and leave out what is empty. This makes all one. */
function normal(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined && item !== null && !(Array.isArray(item) && item.length === 0))
      .map(([key, item]) => [key, normal(item)]),
  );
}

/**
 * What is wrong with a request, or null. A name, a type or a value that the definitions do not have gets lost on the way
 * through the binary form and back, so whatever comes back otherwise than it went in was not OTLP.
 */
export function problemOf(signal: Signal, request: unknown): string | null {
  const type = TYPES[signal];
  let back: unknown;
  try {
    const bytes = type.encode(type.fromObject(request)).finish();
    back = type.toObject(type.decode(bytes), { longs: String, enums: Number, bytes: String });
  } catch (error) {
    return String(error);
  }
  return isDeepStrictEqual(normal(back), normal(request)) ? null : `not what came back: ${JSON.stringify(normal(back)).slice(0, 500)}`;
}
