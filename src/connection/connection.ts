/**
 * The connection of one profile over its whole life: it turns wishes (connect, disconnect, reconnect) into sessions, of
 * which there is never more than one. The next begins only when the last has ended on the wire.
 */
import type { Composed } from '../core/contract/messages.ts';
import { carriedBy } from '../core/settings/connect-as.ts';
import type { FieldError, Profile } from '../core/settings/profile.ts';
import type { Entry, Fact, Initiator } from '../core/entries/entry.ts';
import type { SessionState } from '../core/session/session.ts';
import type { Lease, LeaseOrWhy } from './network.ts';
import { SocketSession } from './socket-session.ts';
import { because, type Why } from '../core/entries/why.ts';
import { say } from '../core/words/say.ts';

export interface ConnectionPort {
  readonly record: (fact: Fact) => Entry;
  readonly state: () => SessionState;
  /** The network that the profile's session goes over, or what is missing for it. */
  readonly lease: (profile: Profile) => Promise<LeaseOrWhy>;
  /** Whether a connection is wanted has changed. */
  readonly onWanted: (wanted: boolean) => void;
}

export class Connection {
  #session: SocketSession | null = null;
  #closing: Promise<void> = Promise.resolve();
  /** Counts wishes, so that one that was overtaken while the former session closed is let go. */
  #wish = 0;
  #wanted = false;

  constructor(private readonly port: ConnectionPort) {}

  get wanted(): boolean {
    return this.#wanted;
  }

  /** Connects with `profile`, after disconnecting whatever there is. */
  async connect(profile: Profile, by: Initiator, why: Why | null = null): Promise<void> {
    const intent = this.#session === null ? 'connect' : 'reconnect';
    this.port.record({ kind: 'intent', intent, by, url: profile.url, why, carries: carriedBy(profile.connectAs) });
    const wish = (this.#wish += 1);
    this.#setWanted(true);
    await this.#closeSession();
    if (wish !== this.#wish) return;
    const lease = await this.port.lease(profile);
    if (wish !== this.#wish) {
      if (lease.ok) lease.value.release();
      return;
    }
    if (!lease.ok) {
      this.port.record({ kind: 'ended', outcome: 'failed', why: lease.why });
      this.#setWanted(false);
      return;
    }
    this.#session = this.#newSession(profile, lease.value);
    this.#session.start();
  }

  async disconnect(url: string, by: Initiator): Promise<void> {
    this.port.record({ kind: 'intent', intent: 'disconnect', by, url, why: null });
    this.#wish += 1;
    this.#setWanted(false);
    const closed = this.#closeSession();
    this.port.record({ kind: 'ended', outcome: 'disconnected', why: because('byUser') });
    await closed;
  }

  /** Ends it, if it is wanted, because it may not go on as its profile says. */
  async refuse(why: Why): Promise<void> {
    if (!this.#wanted) return;
    this.#wish += 1;
    this.#setWanted(false);
    const closed = this.#closeSession();
    this.port.record({ kind: 'ended', outcome: 'failed', why });
    await closed;
  }

  /** Ends it because its profile is deleted. */
  async close(): Promise<void> {
    this.#wish += 1;
    await this.#closeSession();
  }

  sendHeartbeat(): void {
    this.#session?.sendHeartbeat();
  }

  /** The session that there is, if any, takes other event names. */
  rename(names: Profile['events']): void {
    this.#session?.rename(names);
  }

  /** Emits on the standing connection. Returns what is wrong, or null; an acknowledgement arrives as a packet. */
  emit(composed: Composed): FieldError | null {
    if (composed.kind !== 'event') return { field: 'kind', message: say('errors_rawFrames') };
    const sent = this.#session?.emit(composed) ?? false;
    return sent ? null : { field: 'profile', message: say('errors_notConnected') };
  }

  #newSession(profile: Profile, lease: Lease): SocketSession {
    return new SocketSession(profile, lease, {
      record: this.port.record,
      state: this.port.state,
      onEnded: () => this.#setWanted(false),
      onHeartbeatLost: () => {
        const why = because('heartbeatsMissed');
        this.port.record({ kind: 'policy', action: 'heartbeat-reconnect', why });
        void this.connect(profile, 'policy', why);
      },
    });
  }

  /** Ends the present session, if any. Wishes that come meanwhile wait for the same end. */
  async #closeSession(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    if (session !== null) {
      const former = this.#closing;
      this.#closing = Promise.all([former, session.close()]).then(() => {});
    }
    return this.#closing;
  }

  #setWanted(wanted: boolean): void {
    if (this.#wanted === wanted) return;
    this.#wanted = wanted;
    this.port.onWanted(wanted);
  }
}
