import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icons.tsx';

interface ButtonProps {
  readonly children: ComponentChildren;
  /** Absent from a submit button: its form acts. */
  readonly onPress?: () => void;
  readonly look?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly icon?: IconName;
  /** Shows only the icon; the children stay its accessible name and its tooltip. */
  readonly iconOnly?: boolean;
  /** Stays focusable and says that it is unavailable, so that focus is never lost. */
  readonly unavailable?: boolean;
  readonly pressed?: boolean;
  readonly submit?: boolean;
  readonly class?: string;
  readonly title?: string;
  /** The id of the popover that it opens and closes. */
  readonly popover?: string;
}

export function Button({ children, onPress, look = 'plain', icon, iconOnly, unavailable, pressed, submit, class: extra, title, popover }: ButtonProps) {
  const hint = title ?? (iconOnly === true && typeof children === 'string' ? children : undefined);
  return (
    <button
      type={submit === true ? 'submit' : 'button'}
      class={`button ${look}${iconOnly === true ? ' icon-only' : ''} ${extra ?? ''}`}
      aria-disabled={unavailable === true ? 'true' : undefined}
      aria-pressed={pressed}
      title={hint}
      popovertarget={popover}
      onClick={(event) => {
        if (submit !== true && unavailable !== true) onPress?.();
        else if (unavailable === true) event.preventDefault();
      }}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      <span class={iconOnly === true ? 'offscreen' : 'button-text'}>{children}</span>
    </button>
  );
}
