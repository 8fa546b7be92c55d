/** Follows the theme of DevTools where there is one, and the system's otherwise. */
import { signal, type ReadonlySignal } from '@preact/signals';

export type Theme = 'light' | 'dark';

/** What a host of the view says about its theme; null when it has nothing to say. */
export interface ThemeHost {
  readonly name: string | undefined;
  onChanged(listener: (name: string) => void): void;
}

const current = signal<Theme>('light');

/** The theme in force, for what cannot read CSS, such as a canvas. */
export const theme: ReadonlySignal<Theme> = current;

function apply(next: Theme): void {
  document.documentElement.dataset.theme = next;
  current.value = next;
}

/** Sets `data-theme` on the document now and whenever the host or the system changes. */
export function followTheme(host: ThemeHost | null): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const ofSystem = (): Theme => (dark.matches ? 'dark' : 'light');
  if (host?.name === undefined) {
    apply(ofSystem());
    dark.addEventListener('change', () => apply(ofSystem()));
    return;
  }
  const ofHost = (name: string): Theme => (name === 'dark' ? 'dark' : 'light');
  apply(ofHost(host.name));
  host.onChanged((name) => apply(ofHost(name)));
}
