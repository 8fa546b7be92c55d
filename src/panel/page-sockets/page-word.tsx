import { inFirefox } from '../../views/in-firefox.ts';
import { say } from '../../core/words/say.ts';

/** Why a socket that nobody but the page's own hook has told of is the page's word. */
export function pageWordAbout(): string {
  return say(inFirefox ? 'pageSockets_pageWord_aboutInFirefox' : 'pageSockets_pageWord_about');
}

/** Marks such a socket in a list. */
export function PageWord() {
  return (
    <span class="page-word muted" title={pageWordAbout()}>
      {say('pageSockets_pageWord')}
    </span>
  );
}
