/** A list of so many numbered rows, `?rows=N`, in the grid of the panel. `grow(n)` gives it n more. */
import { render } from 'preact';
import { signal } from '@preact/signals';
import { Grid, type GridState } from '../../../src/panel/grid/grid.tsx';

const count = signal(Number(new URLSearchParams(location.search).get('rows')));
const state: GridState<number> = { selected: signal<number | null>(null), detailOpen: signal(false), following: signal(true), seen: signal(0), goTo: signal(null) };

function TallGrid() {
  const length = count.value;
  return (
    <Grid
      label="Numbers"
      description=""
      rows={{ length, appended: length, dropped: 0, at: (index) => (index < 0 || index >= length ? undefined : { number: index }) }}
      state={state}
      keyOf={({ number }) => number}
      indexOf={(number) => number}
      columns="log-columns"
      head={null}
      cells={({ number }) => <span role="gridcell">{`number ${number}`}</span>}
      rowClass={() => ''}
      copied={() => ''}
      empty={null}
    />
  );
}

Object.assign(globalThis, { grow: (more: number) => (count.value += more) });
render(<TallGrid />, document.querySelector('#list')!);
