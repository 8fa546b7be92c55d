/**
 * Forwards one connection's entries to one collector, in order and in batches. A batch is sent again, as it is, only when
 * no answer came or the answer was a passing one, until it is taken or refused; whatever waits behind it is bounded, and
 * the oldest make room. Nothing of it is on disk: what a stopped background had not sent is in the recording alone.
 */
import { JsonLogsSerializer, JsonMetricsSerializer } from '@opentelemetry/otlp-transformer';
import type { ForwardingView } from '../../core/settings/forwarding.ts';
import type { Entry } from '../../core/entries/entry.ts';
import { BoundedBuffer } from '../../core/entries/bounded-buffer.ts';
import { entryBytes } from '../../core/entries/lanes.ts';
import { backoffMs, type Verdict } from '../../core/telemetry/answers.ts';
import { isForwarded } from '../../core/telemetry/events.ts';
import { logRecords } from '../../core/telemetry/log-records.ts';
import { Measurements } from '../../core/telemetry/measurements.ts';
import type { Origin } from '../../core/telemetry/origin.ts';
import { exportTo, type Collector } from './collector.ts';
import { Timers } from '../../connection/timers.ts';
import { wallClock } from '../../connection/wall-clock.ts';
import { say } from '../../core/words/say.ts';

/** What may wait. Most of it is in the recording's memory too. */
const QUEUE = { count: 20_000, bytes: 16 * 1024 * 1024 };
/** What one request carries at the most, but for a single line that is larger. */
const BATCH = { count: 512, bytes: 1024 * 1024 };
/** How long a record waits for others to fill its batch, and a measurement for others. */
const LOGS_MS = 1_000;
const METRICS_MS = 10_000;

export interface Target {
  readonly collector: Collector;
  readonly origin: Origin;
}

export class Forwarder {
  readonly #waiting = new BoundedBuffer<Entry>(QUEUE, entryBytes);
  readonly #measurements = new Measurements(wallClock());
  readonly #timers = new Timers<'logs' | 'metrics'>();
  readonly #abort = new AbortController();
  /** The batch of which the collector has not said yet whether it takes it. */
  #batch: Entry[] = [];
  #sending = false;
  /** Whether a record waits for a timer already: that of its batch, or that of another attempt. */
  #due = false;
  #measured = false;
  #failures = 0;
  #sent = 0;
  #refused = 0;
  #problem: ForwardingView['problem'] = null;

  constructor(
    private target: Target,
    private readonly onChange: () => void,
  ) {}

  get view(): ForwardingView {
    return {
      url: this.target.collector.url,
      sent: this.#sent,
      waiting: this.#waiting.length + this.#batch.length,
      dropped: this.#waiting.dropped + this.#refused,
      failing: this.#failures > 0,
      problem: this.#problem,
    };
  }

  /** Another collector, or another way to the same one: what waits goes there, and at once. */
  retarget(target: Target): void {
    this.target = target;
    this.#failures = 0;
    void this.#sendLogs();
  }

  take(entry: Entry): void {
    if (this.#measurements.see(entry)) this.#sendMetricsLater();
    if (!isForwarded(entry)) return;
    this.#waiting.push(entry);
    if (this.#waiting.length >= BATCH.count && this.#failures === 0) void this.#sendLogs();
    else if (!this.#due) this.#sendLogsAfter(LOGS_MS);
  }

  /** Ends it. What waits is not sent any more. */
  close(): void {
    this.#timers.clearAll();
    this.#abort.abort();
  }

  #sendLogsAfter(delayMs: number): void {
    this.#due = true;
    this.#timers.after('logs', delayMs, () => void this.#sendLogs());
  }

  /** Sends batch after batch until less than a full one waits, or the collector does not take one. */
  async #sendLogs(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    this.#timers.clear('logs');
    this.#due = true;
    let delayMs: number | null = null;
    do {
      if (this.#batch.length === 0) this.#batch = this.#waiting.take(BATCH);
      if (this.#batch.length > 0) delayMs = this.#settle(await this.#exportBatch());
      if (this.#abort.signal.aborted) return;
      this.onChange();
    } while (delayMs === null && this.#waiting.length >= BATCH.count);
    this.#sending = false;
    this.#due = false;
    if (delayMs !== null) this.#sendLogsAfter(delayMs);
    else if (this.#waiting.length > 0) this.#sendLogsAfter(LOGS_MS);
  }

  async #exportBatch(): Promise<Verdict> {
    const body = JsonLogsSerializer.serializeRequest(logRecords(this.#batch, this.target.origin));
    return this.#export('logs', body);
  }

  /** Lets go of a batch that was taken or refused. Returns the delay before the next attempt where it was neither. */
  #settle(verdict: Verdict): number | null {
    if (verdict.kind === 'later') {
      this.#failures += 1;
      this.#note(verdict.why);
      return verdict.afterMs ?? backoffMs(this.#failures, Math.random());
    }
    const lost = verdict.kind === 'refused' ? this.#batch.length : Math.min(verdict.rejected, this.#batch.length);
    this.#sent += this.#batch.length - lost;
    this.#refused += lost;
    this.#failures = 0;
    this.#batch = [];
    if (verdict.why !== null) this.#note(verdict.why);
    return null;
  }

  #sendMetricsLater(): void {
    if (this.#measured) return;
    this.#measured = true;
    this.#timers.after('metrics', METRICS_MS, () => void this.#sendMetrics());
  }

  /** They count from the beginning, so the next ones make up for any that did not arrive. */
  async #sendMetrics(): Promise<void> {
    this.#measured = false;
    const body = JsonMetricsSerializer.serializeRequest(this.#measurements.metrics(this.target.origin, wallClock()));
    const verdict = await this.#export('metrics', body);
    if (this.#abort.signal.aborted) return;
    if (verdict.why !== null) this.#note(say('errors_metrics', { why: verdict.why }));
    if (verdict.kind === 'later') this.#sendMetricsLater();
    this.onChange();
  }

  async #export(signal: 'logs' | 'metrics', body: Uint8Array | undefined): Promise<Verdict> {
    // The serialisers' declared type allows for more than a TextEncoder gives.
    return exportTo(this.target.collector, signal, body as Uint8Array<ArrayBuffer>, this.#abort.signal);
  }

  #note(message: string): void {
    this.#problem = { at: wallClock(), message };
  }
}
