/** All rules, the most telling first: of two that fit, the one that stands first is told first. */
import type { Rule } from './rule.ts';
import { mixedContent, notSocketIo, serverUnreachable, tlsUntrusted, wrongPath } from './rules/address.ts';
import { connectRefused, heartbeatLate, namespaceUnknown, notAcknowledged, serverDisconnected } from './rules/application.ts';
import { workerRestarted } from './rules/background.ts';
import { clientPingIgnored, duplicateConnection, emitFlood, ghostSessions, notRecovered, packetsLost } from './rules/client.ts';
import { idleCut, parseError, payloadTooLarge, pingTimeout, serverRestarted } from './rules/endings.ts';
import { alwaysConnectLoop, parserMismatch, sessionIdUnknown, silentHandshake } from './rules/loops.ts';
import { corsBlocked, handshakeForbidden, originRefused, protocolMismatch } from './rules/refusals.ts';
import { noFallback, websocketBlocked, websocketUnsupported } from './rules/websocket.ts';
import { werkzeugFalse500 } from './rules/werkzeug.ts';

export const RULES: readonly Rule[] = [
  mixedContent,
  tlsUntrusted,
  protocolMismatch,
  originRefused,
  handshakeForbidden,
  wrongPath,
  notSocketIo,
  corsBlocked,
  alwaysConnectLoop,
  silentHandshake,
  sessionIdUnknown,
  payloadTooLarge,
  idleCut,
  parserMismatch,
  namespaceUnknown,
  connectRefused,
  werkzeugFalse500,
  serverDisconnected,
  noFallback,
  websocketUnsupported,
  websocketBlocked,
  pingTimeout,
  parseError,
  serverUnreachable,
  serverRestarted,
  packetsLost,
  heartbeatLate,
  notAcknowledged,
  duplicateConnection,
  emitFlood,
  notRecovered,
  clientPingIgnored,
  ghostSessions,
  workerRestarted,
];
