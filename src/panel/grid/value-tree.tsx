import { useId, useRef, useState } from 'preact/hooks';
import { openAtFirst, toggled, treeKey, treeRows, type NamedValue, type TreeRow } from '../lists/value-tree.ts';

/**
 * A decoded value to open and close, after the ARIA pattern for trees. As in the grid, the focus stays on the tree and
 * `aria-activedescendant` names the row.
 */
export function ValueTree({ name, roots }: { name: string; roots: readonly NamedValue[] }) {
  const id = useId();
  const tree = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState(() => openAtFirst(roots));
  const [active, setActive] = useState('0');
  const rows = treeRows(roots, opened);
  const at = Math.max(0, rows.findIndex(({ path }) => path === active));
  const rowId = (row: TreeRow) => `${id}-${row.path}`;

  const goTo = (index: number) => {
    setActive(rows[index]!.path);
    tree.current?.querySelector(`[id="${rowId(rows[index]!)}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const effect = treeKey(event.key, rows, at);
    if (effect === null) return;
    event.preventDefault();
    if (effect.toggle) setOpened(toggled(opened, rows[at]!));
    goTo(effect.at);
  };
  const activeRow = rows[at];
  return (
    <div
      ref={tree}
      class="value-tree"
      role="tree"
      aria-label={name}
      aria-activedescendant={activeRow === undefined ? undefined : rowId(activeRow)}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      {rows.map((row, index) => (
        <div
          key={row.path}
          id={rowId(row)}
          class={`tree-row kind-${row.kind}`}
          role="treeitem"
          aria-level={row.depth}
          aria-posinset={row.place}
          aria-setsize={row.siblings}
          aria-expanded={row.open ?? undefined}
          aria-selected={index === at}
          style={{ paddingInlineStart: `${row.depth * 14}px` }}
          onClick={() => {
            setActive(row.path);
            setOpened(toggled(opened, row));
          }}
        >
          <span class="tree-mark" aria-hidden="true">
            {row.open === null ? '' : row.open ? '▾' : '▸'}
          </span>
          {row.name === '' ? null : <span class="tree-name isolate">{row.name}: </span>}
          <span class="tree-value isolate">{row.text}</span>
        </div>
      ))}
    </div>
  );
}
