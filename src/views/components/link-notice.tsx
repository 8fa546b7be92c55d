import { useApp } from '../app.ts';

/** Says so when the background cannot be reached for good, or for longer than a moment (CSS delays it). */
export function LinkNotice({ orphaned, reaching }: { orphaned: string; reaching: string }) {
  const state = useApp().model.link.value;
  if (state === 'live') return null;
  return (
    <p role={state === 'orphaned' ? 'alert' : undefined} class={`link-notice ${state}`}>
      {state === 'orphaned' ? orphaned : reaching}
    </p>
  );
}
