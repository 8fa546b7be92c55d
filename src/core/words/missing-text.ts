/** What is said of a connection whose secrets went with the browser. */
import { say, sayAll } from './say.ts';

/** Which secrets are missing, and what to do. `places` are dotted paths, such as `query.access_token`. */
export function missingText(places: readonly string[]): string {
  return say('errors_secretsMissing', { places: sayAll(places.map(placeText)) });
}

function placeText(place: string): string {
  const name = (path: string) => place.slice(path.length + 1);
  if (place.startsWith('query.')) return say('errors_secret_query', { name: name('query') });
  if (place.startsWith('connectAs.headers.')) return say('errors_secret_header', { name: name('connectAs.headers') });
  if (place.startsWith('forwarding.headers.')) return say('errors_secret_collectorHeader', { name: name('forwarding.headers') });
  return say('errors_secret_auth');
}
