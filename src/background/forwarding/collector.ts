/** Puts requests to an OTLP/HTTP collector, and says what its answer means. */
import { verdictOf, type Verdict } from '../../core/telemetry/answers.ts';
import { beginningOf } from '../../connection/beginning-of.ts';
import { wallClock } from '../../connection/wall-clock.ts';
import { say } from '../../core/words/say.ts';

/** OpenTelemetry's own default. */
const TIMEOUT_MS = 10_000;
const BODY_LIMIT = 10_000;

export interface Collector {
  /** Its base address, without a slash at the end. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends one request of a signal. Never throws: where no answer came, nobody knows whether the collector has it. */
export async function exportTo(collector: Collector, signal: 'logs' | 'metrics', body: Uint8Array<ArrayBuffer>, abort: AbortSignal): Promise<Verdict> {
  const headers = new Headers(collector.headers);
  headers.set('Content-Type', 'application/json');
  try {
    const response = await fetch(`${collector.url}/v1/${signal}`, {
      method: 'POST',
      headers,
      body,
      credentials: 'omit',
      cache: 'no-store',
      // Following it would hand the headers, and the key among them, to somebody else.
      redirect: 'error',
      signal: AbortSignal.any([abort, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    return verdictOf({ status: response.status, retryAfter: response.headers.get('retry-after'), body: await beginningOf(response, BODY_LIMIT) }, wallClock());
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError';
    return {
      kind: 'later',
      afterMs: null,
      // Whether it does not run or does not allow us, a browser does not tell.
      why: timedOut ? say('errors_collectorSilent', { seconds: TIMEOUT_MS / 1_000 }) : say('errors_collectorOutOfReach'),
    };
  }
}
