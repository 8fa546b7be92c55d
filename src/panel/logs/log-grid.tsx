import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { ComponentChildren, RefObject } from 'preact';
import { formatMillis, formatTimeOfDay, singleLine } from '../../ui/format.ts';
import { hasFields, logLineText } from '../../ui/log-line-text.ts';
import type { LogsView } from '../../ui/logs-view.ts';
import type { LogEntry } from '../../ui/model.ts';
import { useVirtualRows } from '../../ui/virtual-rows.ts';
import { words } from '../../ui/words.ts';
import { panelWords } from '../words.ts';
import { Button } from '../../ui/components/button.tsx';
import { useFollowing } from './follow-newest.ts';
import { keyTarget } from './key-target.ts';

const say = panelWords.logs;
/** In px, as in panel.css. Fixed, so that the list never needs to measure a line. */
const ROW_HEIGHT = 22;
const PREVIEW = 600;

/**
 * The grid of lines. The focus stays on the grid itself and `aria-activedescendant` names the selected row: a row that
 * scrolls out of sight leaves the document, and would take the focus with it.
 */
export function LogGrid({ view, empty }: { view: LogsView; empty: ComponentChildren }) {
  const scroller = useRef<HTMLDivElement>(null);
  void view.version.value;
  const { rows } = view.log;
  const virtualizer = useVirtualRows(scroller, rows.length, ROW_HEIGHT);
  const follow = useFollowing(view, scroller, ROW_HEIGHT);
  const selected = view.selected.value;
  const selectedIndex = selected === null ? -1 : indexOfSelected(view, selected);

  useLayoutEffect(() => {
    if (selectedIndex >= 0 && !view.following.peek()) virtualizer.scrollToIndex(selectedIndex, { align: 'auto' });
  }, [selected, view.detailOpen.value, scroller.current?.clientHeight]);

  const select = (index: number) => {
    const line = rows.at(index);
    if (line === undefined) return;
    view.selected.value = line.seq;
    // Whoever reads a line must not have it scrolled away.
    view.following.value = index === rows.length - 1;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' && selectedIndex >= 0) view.detailOpen.value = true;
    else if (event.key === 'Escape' && view.detailOpen.value) view.detailOpen.value = false;
    else {
      const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 1);
      const target = keyTarget(event.key, selectedIndex, rows.length, page);
      if (target === null) return;
      select(target);
    }
    event.preventDefault();
  };
  useCopying(scroller, selectedIndex < 0 ? undefined : rows.at(selectedIndex));
  const items = virtualizer.getVirtualItems();
  const fresh = Math.max(0, rows.appended - view.seen.value);
  return (
    <div class="log-frame">
      <div class="log-columns log-columns-head" aria-hidden="true">
        <span>{say.columns.time}</span>
        <span class="wide-only">{say.columns.serverTime}</span>
        <span>{say.columns.level}</span>
        <span class="medium-only">{say.columns.logger}</span>
        <span>{say.columns.message}</span>
        <span class="medium-only">{say.columns.fields}</span>
      </div>
      <div
        ref={scroller}
        class="log-scroller"
        role="grid"
        aria-label={words.names.serverLogs}
        aria-description={say.keys}
        aria-rowcount={rows.length}
        aria-activedescendant={items.some((item) => item.index === selectedIndex) ? `line-${selected}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onScroll={follow.onScroll}
      >
        <div class="log-rows" role="presentation" style={{ height: `${virtualizer.getTotalSize()}px` }}>
          {items.map((item) => {
            const line = rows.at(item.index);
            return line === undefined ? null : (
              <Row
                key={line.seq}
                line={line}
                index={item.index}
                top={item.start}
                selected={line.seq === selected}
                onSelect={() => select(item.index)}
                onOpen={() => (view.detailOpen.value = true)}
              />
            );
          })}
        </div>
      </div>
      {rows.length === 0 ? <div class="log-empty muted">{empty}</div> : null}
      {view.following.value || rows.length === 0 ? null : (
        <Button class="jump" look="primary" icon="down" onPress={follow.jump}>
          {say.jump(fresh)}
        </Button>
      )}
    </div>
  );
}

/**
 * Copies the selected line by the browser's own key for it, which needs no permission. Without any text selected, browsers
 * send the event to the body whatever has the focus, so it is caught at the document.
 */
function useCopying(scroller: RefObject<HTMLElement | null>, line: LogEntry | undefined): void {
  useEffect(() => {
    const onCopy = (event: ClipboardEvent) => {
      if (line === undefined || document.activeElement !== scroller.current || String(getSelection() ?? '') !== '') return;
      event.clipboardData?.setData('text/plain', logLineText(line));
      event.preventDefault();
    };
    document.addEventListener('copy', onCopy);
    return () => document.removeEventListener('copy', onCopy);
  }, [line]);
}

function indexOfSelected(view: LogsView, seq: number): number {
  const index = view.log.rows.indexOfSeq(seq);
  return view.log.rows.at(index)?.seq === seq ? index : -1;
}

interface RowProps {
  readonly line: LogEntry;
  readonly index: number;
  readonly top: number;
  readonly selected: boolean;
  readonly onSelect: () => void;
  readonly onOpen: () => void;
}

function Row({ line, index, top, selected, onSelect, onOpen }: RowProps) {
  return (
    <div
      id={`line-${line.seq}`}
      class={`log-row log-columns level-${line.level}`}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={selected}
      style={{ transform: `translateY(${top}px)` }}
      onClick={onSelect}
      onDblClick={onOpen}
    >
      <span role="gridcell" class="muted">
        {formatTimeOfDay(line.at)}
        <span class="millis">{formatMillis(line.at)}</span>
      </span>
      <span role="gridcell" class="muted wide-only">
        {line.serverTime === null ? singleLine(line.serverTimeText, 40) : formatTimeOfDay(line.serverTime) + formatMillis(line.serverTime)}
      </span>
      <span role="gridcell" class="log-level">
        {say.level[line.level]}
      </span>
      <span role="gridcell" class="muted medium-only isolate">
        {singleLine(line.logger, 100)}
      </span>
      <span role="gridcell" class="log-message isolate">
        {singleLine(line.message, PREVIEW)}
      </span>
      <span role="gridcell" class="muted medium-only isolate">
        {hasFields(line) ? singleLine(line.fields, 200) : ''}
      </span>
    </div>
  );
}
