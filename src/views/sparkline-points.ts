/** Values as points of a line in a box, newest at the right, with 2 px of air. The scale starts at zero, so that 11 ms after 10 ms is no cliff. */
export function sparklinePoints(values: readonly number[], width: number, height: number): readonly (readonly [number, number])[] {
  const most = Math.max(...values, 1);
  const step = values.length > 1 ? (width - 4) / (values.length - 1) : 0;
  const round = (value: number) => Math.round(value * 10) / 10;
  return values.map((value, i) => [
    round(width - 2 - step * (values.length - 1 - i)),
    round(height - 2 - (Math.max(0, value) / most) * (height - 4)),
  ]);
}
