/** What a view is told about one connection: small, complete, and replaced as a whole whenever it changes. */
import type { Why } from '../entries/why.ts';
import type { Finding } from '../entries/finding.ts';
import type { Ladder } from '../entries/ladder.ts';
import type { ForwardingView } from '../settings/forwarding.ts';

export type Phase = 'disconnected' | 'connecting' | 'connected' | 'reconnecting' | 'failed';

/** Durations are milliseconds, times epoch milliseconds. */
export interface ConnectionView {
  /** The profile's id, which is also the source of its entries. */
  readonly id: string;
  /** Whether it should be connected, whatever it is right now. */
  readonly wanted: boolean;
  readonly phase: Phase;
  readonly since: number;
  /** While connecting or reconnecting: which attempt this is, 0 for the first of a series. */
  readonly attempt: number;
  /** While waiting between attempts: when the next one starts. */
  readonly nextAttemptAt: number | null;
  /** Why it is not connected, in a sentence. */
  readonly why: Why | null;
  readonly transport: string | null;
  readonly upgrade: { readonly stage: string; readonly transport: string; readonly reason: string | null } | null;
  readonly engineSid: string | null;
  readonly sid: string | null;
  readonly handshake: { readonly pingInterval: number; readonly pingTimeout: number; readonly maxPayload: number | null; readonly upgrades: readonly string[] } | null;
  readonly recovered: boolean | null;
  readonly connectedAt: number | null;
  /** How often it has connected in this recording. */
  readonly connects: number;
  readonly ack: {
    readonly state: 'none' | 'waiting' | 'acknowledged' | 'missing';
    readonly afterMs: number | null;
    readonly late: boolean;
    readonly payload: unknown;
  };
  /** Engine.IO pings: gaps between the server's pings, never round trips. `lastAt` starts at the handshake. */
  readonly ping: { readonly lastAt: number | null; readonly gapMs: number | null; readonly count: number };
  readonly heartbeat: {
    /** `none` once two went unanswered and none was ever answered on this connection: the server has no such handler. */
    readonly support: 'unknown' | 'answered' | 'none';
    readonly sentAt: number | null;
    readonly lastMs: number | null;
    readonly lastVia: 'acknowledgement' | 'event' | null;
    readonly minMs: number | null;
    readonly medianMs: number | null;
    readonly p95Ms: number | null;
    readonly maxMs: number | null;
    readonly answered: number;
    readonly missed: number;
    readonly missedInRow: number;
    /** The newest round trips, oldest first, for a sparkline. */
    readonly recentMs: readonly number[];
  };
  /** Server clock minus ours, estimated; null until a timed line or answer arrived. */
  readonly clockOffsetMs: number | null;
  readonly logs: {
    readonly received: number;
    readonly errors: number;
    readonly unreadErrors: number;
    /** Lines up to this seq are hidden because the user cleared the list; -1 when none are. */
    readonly clearedThrough: number;
  };
  /** Which of the application's events are counted on, so that they have a place in the views. */
  readonly uses: { readonly ack: boolean; readonly log: boolean; readonly heartbeat: boolean };
  /** Where it was last meant to connect to; null before it ever was. */
  readonly url: string | null;
  /** Whether a connection ever stood there. */
  readonly everStood: boolean;
  readonly findings: readonly Finding[];
  /** How far the attempts came; empty where nothing was tried. */
  readonly ladders: readonly Ladder[];
  /** Null where nothing is forwarded to a collector. */
  readonly forwarding: ForwardingView | null;
}
