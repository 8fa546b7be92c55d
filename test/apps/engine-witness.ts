/** What a Socket.IO server in this process has heard and said, session by session, by the events of its engine. */
import type { EventEmitter } from 'node:events';

/** Messages of a session, attachments included; no pings, and nothing of the engine's own. */
export interface Session {
  in: number;
  out: number;
}

interface EnginePacket {
  readonly type: string;
}

export interface Engine extends EventEmitter {
  readonly initialPacket?: unknown;
}

interface EngineSocket extends EventEmitter {
  readonly id: string;
}

export class EngineWitness {
  /** By engine session id; `in` and `out` as the page sees them. */
  readonly sessions = new Map<string, Session>();

  /** Listens to one more engine, before its server does. */
  attend(engine: Engine): void {
    engine.prependListener('connection', (socket: EngineSocket) => {
      // Socket.IO 2 has its engine greet before anybody hears of the session.
      const session: Session = { in: engine.initialPacket ? 1 : 0, out: 0 };
      this.sessions.set(socket.id, session);
      socket.on('packet', ({ type }: EnginePacket) => (session.out += Number(type === 'message')));
      socket.on('packetCreate', ({ type }: EnginePacket) => (session.in += Number(type === 'message')));
    });
  }
}
