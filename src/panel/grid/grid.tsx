/**
 * A long list that grows at its end, as Logs and Messages are. The focus stays on the grid itself and
 * `aria-activedescendant` names the selected row: a row that scrolls out of sight leaves the document, and would take the
 * focus with it.
 */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { ComponentChildren, RefObject } from 'preact';
import type { Signal } from '@preact/signals';
import { useVirtualRows } from './virtual-rows.ts';
import { Button } from '../../views/components/button.tsx';
import { useFollowing } from './follow-newest.ts';
import { keyTarget } from './key-target.ts';
import { say } from '../../core/words/say.ts';

/** In px, as in grid.css. Fixed, so that the list never needs to measure a row. */
const ROW_HEIGHT = 22;
/** How often the newest rows are drawn as they come, in ms. Faster than that nobody reads. */
const REDRAW_MS = 100;

/** How often a list is drawn at the most, in ms. Rows that a reader has scrolled to are drawn as soon as they are there. */
export function redrawMs(following: boolean): number {
  return following ? REDRAW_MS : 0;
}

/** A row by its index, and how many rows had gone at the top when that was its index. */
export interface ChosenRow {
  readonly index: number;
  readonly dropped: number;
}

/** What a view remembers of its grid. */
export interface GridState<Key> {
  readonly selected: Signal<Key | null>;
  /** Whether the selected row is shown in detail beside the grid. */
  readonly detailOpen: Signal<boolean>;
  /** Whether the newest row is kept in sight, and how many had come when it was last. */
  readonly following: Signal<boolean>;
  readonly seen: Signal<number>;
  /** The row to be selected and shown, until it is. */
  readonly goTo: Signal<ChosenRow | null>;
}

export interface GridRows<Row> {
  readonly length: number;
  /** Rows that ever came, and that have gone again at the top, less the older ones that have come there. */
  readonly appended: number;
  readonly dropped: number;
  /** Undefined while the row is read; it is drawn again when it has come. */
  at(index: number): Row | undefined;
}

interface GridProps<Row, Key extends string | number> {
  readonly label: string;
  /** Tells which keys do what. */
  readonly description: string;
  readonly rows: GridRows<Row>;
  readonly state: GridState<Key>;
  readonly keyOf: (row: Row) => Key;
  /** The index of a row by its key, or -1. */
  readonly indexOf: (key: Key) => number;
  /** The class that lays out the columns of the head and of every row. */
  readonly columns: string;
  readonly head: ComponentChildren;
  readonly cells: (row: Row, index: number) => ComponentChildren;
  readonly rowClass: (row: Row) => string;
  /** What copying a row gives. */
  readonly copied: (row: Row) => string;
  /** Keys of this grid alone; true where one was meant for it. `at` is the selected row's index, or -1. */
  readonly onKey?: (key: string, shift: boolean, at: number) => boolean;
  /** What stands there when there are no rows. */
  readonly empty: ComponentChildren;
}

export function Grid<Row, Key extends string | number>(props: GridProps<Row, Key>) {
  const { rows, state, keyOf } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const shownRows = useVirtualRows(scroller, rows.length, ROW_HEIGHT, state.following.value);
  const follow = useFollowing(state.following, rows.dropped, scroller, shownRows.scroll, ROW_HEIGHT);
  const selected = state.selected.value;
  const selectedIndex = selected === null ? -1 : props.indexOf(selected);

  useLayoutEffect(() => {
    if (selectedIndex >= 0 && !state.following.peek()) shownRows.reveal(selectedIndex);
  }, [selected, selectedIndex >= 0, state.detailOpen.value, scroller.current?.clientHeight]);

  /** A row that was chosen before it had been read. */
  const awaited = useRef<ChosenRow | null>(null);
  const indexNow = ({ index, dropped }: ChosenRow) => index + dropped - rows.dropped;
  const select = (index: number) => {
    const row = rows.at(index);
    awaited.current = row === undefined ? { index, dropped: rows.dropped } : null;
    shownRows.reveal(index);
    if (row !== undefined) state.selected.value = keyOf(row);
    // Whoever reads a row must not have it scrolled away, not even the newest.
    follow.stay();
  };
  const open = (index: number) => {
    select(index);
    state.detailOpen.value = true;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' && selectedIndex >= 0) state.detailOpen.value = true;
    else if (event.key === 'Escape' && state.detailOpen.value) state.detailOpen.value = false;
    else if (props.onKey?.(event.key, event.shiftKey, selectedIndex) !== true) {
      const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 1);
      const target = keyTarget(event.key, selectedIndex, rows.length, page);
      if (target === null) return;
      select(target);
    }
    event.preventDefault();
  };
  useLayoutEffect(() => {
    if (awaited.current === null) return;
    const index = indexNow(awaited.current);
    if (rows.at(index) !== undefined) select(index);
  });
  const goTo = state.goTo.value;
  useLayoutEffect(() => {
    if (goTo === null) return;
    state.goTo.value = null;
    select(indexNow(goTo));
    scroller.current?.focus();
  }, [goTo]);
  const selectedRow = selectedIndex < 0 ? undefined : rows.at(selectedIndex);
  useCopying(scroller, selectedRow === undefined ? null : () => props.copied(selectedRow));
  const slotOf = useSlots(shownRows.from, shownRows.to);
  const inSight = Array.from({ length: Math.max(0, shownRows.to - shownRows.from) }, (_, offset) => shownRows.from + offset);
  const fresh = Math.max(0, rows.appended - state.seen.value);
  return (
    <div class="grid-frame">
      <div class={`grid-head ${props.columns}`} aria-hidden="true">
        {props.head}
      </div>
      <div
        ref={scroller}
        class="grid-scroller"
        role="grid"
        aria-label={props.label}
        aria-description={props.description}
        aria-rowcount={rows.length}
        aria-activedescendant={selectedIndex >= shownRows.from && selectedIndex < shownRows.to ? `row-${selected}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onScroll={follow.onScroll}
      >
        <div class="grid-rows" role="presentation" style={{ height: `${shownRows.height}px` }}>
          {inSight.map((index) => {
            const row = rows.at(index);
            if (row === undefined) return null;
            const key = keyOf(row);
            return (
              <div
                key={slotOf(index)}
                id={`row-${key}`}
                class={`grid-row ${props.columns} ${props.rowClass(row)}`}
                role="row"
                aria-rowindex={index + 1}
                aria-selected={key === selected}
                style={{ transform: `translateY(${shownRows.place(index)}px)` }}
                onClick={() => open(index)}
              >
                {props.cells(row, index)}
              </div>
            );
          })}
        </div>
      </div>
      {rows.length === 0 ? <div class="grid-empty muted">{props.empty}</div> : null}
      {state.following.value || rows.length === 0 ? null : (
        <Button class="jump" look="primary" icon="down" onPress={follow.jump}>
          {fresh === 0 ? say('panel_jump') : say('panel_jumpFresh', { count: fresh })}
        </Button>
      )}
    </div>
  );
}

/**
 * Numbers the elements of the rows. A row keeps its element for as long as it is in sight, and those that come take the
 * elements of those that go. Where none stays, as in a burst, all are numbered anew: then no element has to change its place
 * among the others, which would cost more than to write into it.
 */
function useSlots(from: number, to: number): (index: number) => number {
  const former = useRef({ from, to, first: from });
  const { current } = former;
  const isAnew = to - from !== current.to - current.from || from >= current.to || to <= current.from;
  const first = isAnew ? from : current.first;
  former.current = { from, to, first };
  const count = to - from;
  return (index) => (((index - first) % count) + count) % count;
}

/**
 * Copies the selected row by the browser's own key for it, which needs no permission. Without any text selected, browsers
 * send the event to the body whatever has the focus, so it is caught at the document.
 */
function useCopying(scroller: RefObject<HTMLElement | null>, text: (() => string) | null): void {
  const latest = useRef(text);
  latest.current = text;
  useEffect(() => {
    const onCopy = (event: ClipboardEvent) => {
      if (latest.current === null || document.activeElement !== scroller.current || String(getSelection() ?? '') !== '') return;
      event.clipboardData?.setData('text/plain', latest.current());
      event.preventDefault();
    };
    document.addEventListener('copy', onCopy);
    return () => document.removeEventListener('copy', onCopy);
  }, []);
}
