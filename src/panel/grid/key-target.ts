/**
 * The row that a key leads to, or null for keys that lead nowhere. `from` is the selected row, -1 for none (then the
 * newest is where one starts); `page` is how many rows are in sight. Pure.
 */
export function keyTarget(key: string, from: number, count: number, page: number): number | null {
  const last = count - 1;
  const moves: Record<string, number> = {
    ArrowUp: from - 1,
    ArrowDown: from + 1,
    PageUp: from - page,
    PageDown: from + page,
    Home: 0,
    End: last,
  };
  const target = moves[key];
  if (target === undefined || count === 0) return null;
  if (from < 0 && key !== 'Home') return last;
  return Math.min(Math.max(target, 0), last);
}
