/**
 * A profile as the background hands it to a view. The background has parsed it by all its rules, so a view checks only that
 * it is one. Views that edit profiles know the rules too; the popup does without them, and stays small.
 */
import * as v from 'valibot';
import type { Profile } from './profile.ts';

const texts = v.record(v.string(), v.string());

export const receivedProfileSchema: v.GenericSchema<unknown, Profile> = v.object({
  id: v.string(),
  name: v.string(),
  url: v.string(),
  path: v.string(),
  namespace: v.string(),
  auth: v.nullable(v.record(v.string(), v.unknown())),
  query: texts,
  transports: v.array(v.picklist(['websocket', 'polling'])),
  parser: v.picklist(['default', 'msgpack']),
  connectAs: v.object({ origin: v.nullable(v.string()), headers: texts, acceptedCertificate: v.boolean() }),
  forwarding: v.object({ url: v.nullable(v.string()), serviceName: v.nullable(v.string()), headers: texts, access: v.boolean() }),
  saveAuth: v.boolean(),
  missing: v.array(v.string()),
  reconnectAfterServerDisconnect: v.boolean(),
  timings: v.object({
    connectTimeoutMs: v.number(),
    reconnectDelayMs: v.number(),
    reconnectDelayMaxMs: v.number(),
    reconnectAttempts: v.nullable(v.number()),
    heartbeatEveryMs: v.number(),
    heartbeatTimeoutMs: v.number(),
    ackDeadlineMs: v.number(),
  }),
  events: v.object({ ack: v.string(), log: v.string(), heartbeat: v.string(), heartbeatResponse: v.string() }),
});
