/** The forwarders of the profiles that name a collector. A profile that names none costs nothing. */
import type { ForwardingView } from '../../core/settings/forwarding.ts';
import type { Profile } from '../../core/settings/profile.ts';
import type { Entry } from '../../core/entries/entry.ts';
import { Forwarder, type Target } from './forwarder.ts';

interface Running {
  readonly forwarder: Forwarder;
  /** The target as text, which tells whether it has changed. */
  readonly text: string;
}

export class Forwarders {
  #running = new Map<string, Running>();

  /** `epoch` is what tells this background's records from those of others. */
  constructor(
    private readonly epoch: string,
    private readonly onChange: (profileId: string) => void,
  ) {}

  /** Starts, changes and ends forwarding as the profiles want it. */
  configure(profiles: readonly Profile[]): void {
    const wanted = new Map(profiles.flatMap((profile) => {
      const target = this.#targetOf(profile);
      return target === null ? [] : [[profile.id, target] as const];
    }));
    for (const [id, { forwarder }] of this.#running) {
      if (wanted.has(id)) continue;
      forwarder.close();
      this.#running.delete(id);
    }
    for (const [id, target] of wanted) this.#run(id, target);
  }

  onEntry(entry: Entry): void {
    this.#running.get(entry.source)?.forwarder.take(entry);
  }

  view(profileId: string): ForwardingView | null {
    return this.#running.get(profileId)?.forwarder.view ?? null;
  }

  #run(id: string, target: Target): void {
    const text = JSON.stringify(target);
    const running = this.#running.get(id);
    if (running?.text === text) return;
    running?.forwarder.retarget(target);
    this.#running.set(id, { text, forwarder: running?.forwarder ?? new Forwarder(target, () => this.onChange(id)) });
  }

  #targetOf({ name, forwarding }: Profile): Target | null {
    const { url, headers, serviceName } = forwarding;
    return url === null ? null : { collector: { url, headers }, origin: { service: serviceName ?? name, instance: this.epoch } };
  }
}
