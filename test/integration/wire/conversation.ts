/** Applications that talk over Socket.IO, and note what they said and heard. */
import { plain } from '../../support/oracles.ts';
import type { Direction, Packet } from '../../../src/core/wire/packet.ts';
import type { Peer } from '../../servers/generations.ts';

export interface Utterance {
  direction: Direction;
  namespace: string;
  /** An event's name, or null of an acknowledgement. */
  name: string | number | null;
  args: unknown;
}

export interface Minutes {
  said: Utterance[];
  heard: Utterance[];
}

/** One end in one namespace. `direction` is the way of what it says. */
export class Speaker {
  readonly #peer: Pick<Peer, 'emit' | 'on'>;
  readonly #direction: Direction;
  readonly #namespace: string;
  readonly #minutes: Minutes;

  constructor(peer: Pick<Peer, 'emit' | 'on'>, direction: Direction, namespace: string, minutes: Minutes) {
    this.#peer = peer;
    this.#direction = direction;
    this.#namespace = namespace;
    this.#minutes = minutes;
  }

  #say(name: string | number | null, args: readonly unknown[]): void {
    this.#minutes.said.push({ direction: this.#direction, namespace: this.#namespace, name, args: plain(args) });
  }

  #hear(name: string | number | null, args: readonly unknown[]): void {
    const direction = this.#direction === 'in' ? 'out' : 'in';
    this.#minutes.heard.push({ direction, namespace: this.#namespace, name, args: plain(args) });
  }

  tell(name: string | number, ...args: unknown[]): void {
    this.#say(name, args);
    this.#peer.emit(name, ...args);
  }

  /** Resolves when the acknowledgement has come. */
  async ask(name: string | number, ...args: unknown[]): Promise<void> {
    this.#say(name, args);
    return new Promise((resolve) => {
      this.#peer.emit(name, ...args, (...answer: unknown[]) => {
        this.#hear(null, answer);
        resolve();
      });
    });
  }

  /** Listens to an event, and acknowledges it with its arguments and `also` where that is wanted. */
  listen(name: string | number, ...also: unknown[]): void {
    this.#peer.on(name, (...heard: unknown[]) => {
      const answer = typeof heard.at(-1) === 'function' ? (heard.pop() as (...args: unknown[]) => void) : null;
      this.#hear(name, heard);
      if (answer === null) return;
      this.#say(null, [...heard, ...also]);
      answer(...heard, ...also);
    });
  }
}

/** What the decoder makes of the events and acknowledgements, as the applications note them. With `offsets`, as a receiver sees them. */
export function overheard(packets: readonly Packet[], offsets: boolean): Utterance[] {
  return packets.flatMap((packet): Utterance[] => {
    if (packet.kind !== 'socket' || (packet.type !== 'event' && packet.type !== 'ack')) return [];
    const { direction, namespace } = packet;
    const offset = packet.type === 'event' && packet.offset !== null && offsets ? [packet.offset] : [];
    return [{ direction, namespace, name: packet.type === 'event' ? packet.event : null, args: plain([...packet.args, ...offset]) }];
  });
}

export const oneWay = (utterances: readonly Utterance[], direction: Direction): Utterance[] =>
  utterances.filter((utterance) => utterance.direction === direction);
