import { connectSources } from '../../core/capture/content-security-policy.ts';
import { clip } from '../../core/words/format.ts';
import { inFirefox } from '../../views/in-firefox.ts';
import { say } from '../../core/words/say.ts';
import { whyText } from '../../core/words/why-text.ts';
import { networkLogState } from '../inspected/network-log.ts';
import type { PageSocketsFold } from './page-sockets-fold.ts';

/** What of this page's sockets cannot be seen here, and where to look instead. */
export function Unseen({ fold, hooked }: { fold: PageSocketsFold; hooked: boolean }) {
  const policy = hooked ? null : policyOf(fold);
  const lines = [
    ...(networkLogState.value === 'silent' ? [say('pageSockets_unseen_silent')] : []),
    ...[...fold.unseen.values()].map((why) => whyText(why)),
    ...(policy === null ? [] : [say('pageSockets_unseen_policy', { sources: clip(policy, 300) })]),
    say(inFirefox ? 'pageSockets_unseen_alwaysInFirefox' : 'pageSockets_unseen_always'),
  ];
  return (
    <section class="unseen" aria-label={say('pageSockets_unseen_name')}>
      <h2>{say('pageSockets_unseen_name')}</h2>
      <ul class="muted">
        {lines.map((line, index) => (
          <li key={index} class="break isolate">
            {line}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Where the loaded document may connect to by its own policy, or null where that forbids nothing. */
function policyOf({ documents }: PageSocketsFold): string | null {
  const policies = documents.at(-1)?.headers.filter(([name]) => name === 'content-security-policy') ?? [];
  const sources = policies.flatMap(([, value]) => value.split(',')).map(connectSources).filter((each) => each !== null);
  return sources.length === 0 ? null : sources.map((each) => each.join(' ')).join('; ');
}
