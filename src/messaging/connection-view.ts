/** What a view is told about one connection: small, complete, and replaced as a whole whenever it changes. */
import * as v from 'valibot';
import { findingSchema } from './finding.ts';
import { forwardingViewSchema } from './forwarding.ts';
import { whySchema } from '../recording/why.ts';

const nullable = v.nullable;

export const phaseSchema = v.picklist(['disconnected', 'connecting', 'connected', 'reconnecting', 'failed']);
export type Phase = v.InferOutput<typeof phaseSchema>;

/** Durations are milliseconds, times epoch milliseconds. */
export const connectionViewSchema = v.object({
  /** The profile's id, which is also the source of its entries. */
  id: v.string(),
  /** Whether it should be connected, whatever it is right now. */
  wanted: v.boolean(),
  phase: phaseSchema,
  since: v.number(),
  /** While connecting or reconnecting: which attempt this is, 0 for the first of a series. */
  attempt: v.number(),
  /** While waiting between attempts: when the next one starts. */
  nextAttemptAt: nullable(v.number()),
  /** Why it is not connected, in a sentence. */
  why: nullable(whySchema),
  transport: nullable(v.string()),
  upgrade: nullable(v.object({ stage: v.string(), transport: v.string(), reason: nullable(v.string()) })),
  engineSid: nullable(v.string()),
  sid: nullable(v.string()),
  handshake: nullable(
    v.object({ pingInterval: v.number(), pingTimeout: v.number(), maxPayload: nullable(v.number()), upgrades: v.array(v.string()) }),
  ),
  recovered: nullable(v.boolean()),
  connectedAt: nullable(v.number()),
  /** How often it has connected in this recording. */
  connects: v.number(),
  ack: v.object({
    state: v.picklist(['none', 'waiting', 'acknowledged', 'missing']),
    afterMs: nullable(v.number()),
    late: v.boolean(),
    payload: v.unknown(),
  }),
  /** Engine.IO pings: gaps between the server's pings, never round trips. `lastAt` starts at the handshake. */
  ping: v.object({ lastAt: nullable(v.number()), gapMs: nullable(v.number()), count: v.number() }),
  heartbeat: v.object({
    /** `none` once two went unanswered and none was ever answered on this connection: the server has no such handler. */
    support: v.picklist(['unknown', 'answered', 'none']),
    sentAt: nullable(v.number()),
    lastMs: nullable(v.number()),
    lastVia: nullable(v.picklist(['acknowledgement', 'event'])),
    minMs: nullable(v.number()),
    medianMs: nullable(v.number()),
    p95Ms: nullable(v.number()),
    maxMs: nullable(v.number()),
    answered: v.number(),
    missed: v.number(),
    missedInRow: v.number(),
    /** The newest round trips, oldest first, for a sparkline. */
    recentMs: v.array(v.number()),
  }),
  /** Server clock minus ours, estimated; null until a timed line or answer arrived. */
  clockOffsetMs: nullable(v.number()),
  logs: v.object({
    received: v.number(),
    errors: v.number(),
    unreadErrors: v.number(),
    /** Lines up to this seq are hidden because the user cleared the list; -1 when none are. */
    clearedThrough: v.number(),
  }),
  findings: v.array(findingSchema),
  /** Null where nothing is forwarded to a collector. */
  forwarding: nullable(forwardingViewSchema),
});

export type ConnectionView = v.InferOutput<typeof connectionViewSchema>;
