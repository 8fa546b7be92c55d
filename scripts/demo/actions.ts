/** What the demo can be asked to do, by the names that its page posts. */

/** Each flips one field of the demo's state. */
const toggles = ['stop-acknowledging', 'delay-heartbeats'] as const;
/** Each ends connections, that of the request among them. */
const disruptions = ['drop-connections', 'kick-clients', 'restart-server'] as const;

export type DemoAction = (typeof toggles)[number] | (typeof disruptions)[number] | 'burst';

const names = new Set<string>([...toggles, ...disruptions, 'burst']);

export function isAction(name: string): name is DemoAction {
  return names.has(name);
}

export function isDisruption(action: DemoAction): boolean {
  return disruptions.some((name) => name === action);
}
