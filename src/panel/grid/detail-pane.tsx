import type { ComponentChildren } from 'preact';
import { Button } from '../../views/components/button.tsx';
import { say } from '../../core/words/say.ts';

interface DetailPaneProps {
  readonly name: string;
  /** Buttons beside the name. */
  readonly actions: ComponentChildren;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** The selected row in detail, beside its grid. Closing it gives the focus back to the grid, so that the keyboard goes on there. */
export function DetailPane({ name, actions, onClose, children }: DetailPaneProps) {
  const close = () => {
    onClose();
    document.querySelector<HTMLElement>('.view:not([hidden]) [role="grid"]')?.focus();
  };
  return (
    <aside
      class="detail"
      aria-label={name}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        close();
      }}
    >
      <header class="card-head">
        <h2>{name}</h2>
        {actions}
        <Button look="quiet" icon="cross" iconOnly onPress={close}>
          {say('panel_close')}
        </Button>
      </header>
      <div class="detail-body">{children}</div>
    </aside>
  );
}
