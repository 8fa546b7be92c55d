/** What the browser does to the document as a whole, and what the document's policy forbids it, as the bridge sees it. */
import type { PageState } from '../core/entries/entry.ts';
import type { Relay } from './relay.ts';

/** A page that is forbidden an address may try for ever. */
const MOST_VIOLATIONS = 100;

/** Tells the relay. `now` gives epoch milliseconds. */
export function watchDocument(relay: Pick<Relay, 'note' | 'cached' | 'restored'>, now: () => number): void {
  const note = (state: PageState) => relay.note({ type: 'page-state', at: now(), state });
  const isPersisted = (event: Event) => event.isTrusted && (event as PageTransitionEvent).persisted;

  // The hook tells all that it has left while the event is captured.
  addEventListener('pagehide', (event) => {
    if (!isPersisted(event)) return;
    note('cached');
    relay.cached();
  });
  addEventListener('pageshow', (event) => {
    if (!isPersisted(event)) return;
    relay.restored();
    note('restored');
  });
  document.addEventListener('freeze', ({ isTrusted }) => isTrusted && note('frozen'));
  document.addEventListener('resume', ({ isTrusted }) => isTrusted && note('resumed'));
  if ((document as { prerendering?: boolean }).prerendering === true) {
    note('prerendered');
    document.addEventListener('prerenderingchange', ({ isTrusted }) => isTrusted && note('activated'));
  }

  let violations = 0;
  document.addEventListener('securitypolicyviolation', ({ isTrusted, disposition, effectiveDirective, blockedURI }) => {
    if (!isTrusted || disposition !== 'enforce' || effectiveDirective !== 'connect-src' || violations >= MOST_VIOLATIONS) return;
    violations += 1;
    relay.note({ type: 'violation', at: now(), directive: effectiveDirective, blockedUrl: blockedURI.slice(0, 8_192) });
  });
}
