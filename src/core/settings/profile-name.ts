/** The names that connections are given as long as nobody has named them. Pure. */
import { LONGEST_NAME, type Profile } from './profile.ts';
import { say } from '../words/say.ts';

/** The name of a server that nobody has named: its host and port. */
export function automaticName(url: string): string {
  return URL.canParse(url) ? new URL(url).host.slice(0, LONGEST_NAME) : url.slice(0, LONGEST_NAME);
}

const isLocal = (url: string) => URL.canParse(url) && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);

/** The name of a profile once it goes to another address: an automatic one follows it, one that the user gave stays. */
export function nameAt({ name, url: former }: Pick<Profile, 'name' | 'url'>, url: string): string {
  if (url === former) return name;
  // That of the first profile is true of every server on this computer.
  const isOutdated = name === say('profile_defaultName') ? !isLocal(url) : name === automaticName(former);
  return isOutdated ? automaticName(url) : name;
}
