/** What happens below Socket.IO, as the events of engine.io-client's socket tell it. The Manager replaces it on each attempt. */
import type { Manager } from 'socket.io-client';
import type { FactOf, TransportName } from '../core/entries/entry.ts';
import { readHandshake } from '../core/wire/open-packet.ts';

export type Engine = Manager['engine'];

export interface EngineTap {
  readonly record: (fact: FactOf<'handshake' | 'upgrade'>) => void;
  readonly onPing: () => void;
  /** The text of each message, before anything was made of it. */
  readonly onMessage: (text: string) => void;
  /** Whether the Engine.IO session is open. */
  readonly isOpen: () => boolean;
}

/** Listens to an engine for as long as it lives. */
export function tapEngine(engine: Engine, { record, onPing, onMessage, isOpen }: EngineTap): void {
  engine.on('handshake', (data) => {
    const handshake = readHandshake(data);
    record({ kind: 'handshake', transport: transportOf(engine), ...handshake, upgrades: [...handshake.upgrades] });
    // The engine probes at once whatever the server offers and the profile allows, and tells only when that succeeds.
    const upgrade = handshake.upgrades.find((name) => (engine as unknown as { transports: string[] }).transports.includes(name));
    if (upgrade !== undefined) record({ kind: 'upgrade', stage: 'started', transport: upgrade, reason: null });
  });
  engine.on('upgrade', (transport) => record({ kind: 'upgrade', stage: 'done', transport: transport.name, reason: null }));
  engine.on('upgradeError', (error) => {
    // Closing the engine ends a probe that is under way; that is no failure.
    if (isOpen()) record({ kind: 'upgrade', stage: 'failed', transport: 'websocket', reason: error.message });
  });
  engine.on('packet', (packet) => {
    if (packet.type === 'ping') onPing();
    if (packet.type === 'message' && typeof packet.data === 'string') onMessage(packet.data);
  });
}

/** The transport that carries an engine's packets now. */
export function transportOf(engine: Engine): TransportName {
  return engine.transport.name === 'websocket' ? 'websocket' : 'polling';
}
