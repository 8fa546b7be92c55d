import { useId, useRef } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { Button } from './button.tsx';
import type { IconName } from './icons.tsx';

/** From the edge of the window, and from the button. In px. */
const MARGIN = 8;
const GAP = 4;

interface PopoverProps {
  readonly name: string;
  readonly icon: IconName;
  readonly iconOnly?: boolean;
  /** `close` lets what is chosen inside close it. */
  readonly children: (close: () => void) => ComponentChildren;
}

/** A button, and what it opens beneath itself. The browser closes it by Escape or a press elsewhere, and returns the focus. */
export function Popover({ name, icon, iconOnly = false, children }: PopoverProps) {
  const id = useId();
  const anchor = useRef<HTMLSpanElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const place = () => {
    if (anchor.current === null || box.current === null) return;
    const { left, bottom } = anchor.current.getBoundingClientRect();
    const { style, offsetWidth } = box.current;
    style.top = `${bottom + GAP}px`;
    style.left = `${Math.max(MARGIN, Math.min(left, innerWidth - offsetWidth - MARGIN))}px`;
    style.maxHeight = `calc(100vh - ${bottom + GAP + MARGIN}px)`;
  };
  return (
    <>
      <span ref={anchor} class="popover-anchor">
        <Button icon={icon} iconOnly={iconOnly} popover={id}>
          {name}
        </Button>
      </span>
      <div
        ref={box}
        id={id}
        popover="auto"
        class="popover"
        role="dialog"
        aria-label={name}
        tabIndex={0}
        onToggle={place}
        onKeyDown={(event) => {
          // Its own Escape must close nothing else.
          if (event.key === 'Escape') event.stopPropagation();
        }}
      >
        {children(() => box.current?.hidePopover())}
      </div>
    </>
  );
}
