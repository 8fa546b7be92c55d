import { useLayoutEffect, useRef } from 'preact/hooks';

interface TabListProps {
  readonly label: string;
  readonly tabs: readonly { id: string; name: string }[];
  readonly active: string;
  readonly onChoose: (id: string) => void;
}

/** Tabs after the ARIA pattern: one stop for Tab, arrows and Home and End between them. `view-ID` is what a tab controls. */
export function TabList({ label, tabs, active, onChoose }: TabListProps) {
  const list = useRef<HTMLDivElement>(null);
  // There may be more tabs than there is room.
  useLayoutEffect(() => list.current?.querySelector(`#tab-${active}`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' }), [active]);
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.findIndex((tab) => tab.id === active);
    const targets: Record<string, number> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const tab = tabs[(target + tabs.length) % tabs.length]!;
    onChoose(tab.id);
    list.current?.querySelector<HTMLElement>(`#tab-${tab.id}`)?.focus();
  };
  return (
    <div ref={list} class="tab-list" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          id={`tab-${tab.id}`}
          type="button"
          class="tab"
          role="tab"
          aria-selected={tab.id === active}
          aria-controls={`view-${tab.id}`}
          tabIndex={tab.id === active ? 0 : -1}
          onClick={() => onChoose(tab.id)}
        >
          {tab.name}
        </button>
      ))}
    </div>
  );
}
