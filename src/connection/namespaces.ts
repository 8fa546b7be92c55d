/** Emits what somebody composed, on the profile's namespace or on others that share its connection. */
import type { Manager, Socket } from 'socket.io-client';
import type { Composed } from '../core/contract/messages.ts';
import type { Profile } from '../core/settings/profile.ts';
import { argumentValues } from './composed.ts';

export class Namespaces {
  /** Sockets of other namespaces, which somebody has emitted to. */
  #others = new Map<string, Socket>();

  constructor(
    private readonly manager: Manager,
    private readonly main: Socket,
    private readonly profile: Profile,
  ) {}

  /** What comes of it is recorded as packets, whoever listens for an acknowledgement. */
  emit({ namespace, event, args, ackTimeoutMs }: Extract<Composed, { kind: 'event' }>): void {
    const socket = this.#socketFor(namespace);
    const values = argumentValues(args);
    if (ackTimeoutMs === null) socket.emit(event, ...values);
    else socket.timeout(ackTimeoutMs).emit(event, ...values, () => {});
  }

  /** Disconnects all of them. With the last one the Manager stops, whatever it is doing. */
  disconnect(): void {
    for (const other of this.#others.values()) other.disconnect();
    this.#others.clear();
    this.main.disconnect();
  }

  #socketFor(namespace: string): Socket {
    if (namespace === this.profile.namespace) return this.main;
    const known = this.#others.get(namespace);
    if (known !== undefined) return known;
    const made = this.manager.socket(namespace, { auth: this.profile.auth ?? {} });
    made.connect();
    this.#others.set(namespace, made);
    return made;
  }
}
