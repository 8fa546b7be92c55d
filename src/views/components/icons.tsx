/** Small drawings, 16 by 16, in the colour of the text around them. Always beside a word, so hidden from assistive technology. */

const PATHS = {
  check: 'M3.5 8.5l3 3 6-7',
  cross: 'M4 4l8 8M12 4l-8 8',
  warning: 'M8 2.5l6 11H2zM8 6.5v3.2M8 11.6v.2',
  circle: 'M8 3a5 5 0 100 10A5 5 0 008 3z',
  dots: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  refresh: 'M13 8a5 5 0 11-1.5-3.6M13 2.5V5h-2.5',
  copy: 'M6 6V3h7v7h-3M3 6h7v7H3z',
  plus: 'M8 3v10M3 8h10',
  pencil: 'M3 13l.6-2.8L11 2.8 13.2 5l-7.4 7.4z',
  trash: 'M3 4.5h10M6 4.5V3h4v1.5M4.5 4.5l.5 8.5h6l.5-8.5',
  up: 'M8 13V4M4 7.5L8 3.5l4 4',
  star: 'M8 2.5l1.7 3.6 3.8.5-2.8 2.7.7 3.9L8 11.3l-3.4 1.9.7-3.9-2.8-2.7 3.8-.5z',
  help: 'M5.8 6a2.2 2.2 0 113.3 1.9c-.7.4-1.1.9-1.1 1.7M8 12.2v.2',
  save: 'M8 2.5v7M5 7l3 3 3-3M3 12.5h10',
  down: 'M8 3v9M4 8.5L8 12.5l4-4',
  pause: 'M6 3.5v9M10 3.5v9',
  play: 'M5 3.5l7 4.5-7 4.5z',
  external: 'M6.5 4H4v8h8V9.5M9 3.5h3.5V7M12.5 3.5L7.5 8.5',
  page: 'M2.5 3.5h11v9h-11zM2.5 6h11',
  pin: 'M5.5 2.5h5l-.7 4.5 2.2 2.5h-8l2.2-2.5zM8 9.5v4',
  pulse: 'M1.5 8h3l2-4.5 3 9 2-4.5h3',
  arrow: 'M3 8h10M9 4l4 4-4 4',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The mark of the project, which its name stands beside. */
export function Mark() {
  return <img class="mark" src="icons/32.png" alt="" width={18} height={18} />;
}
