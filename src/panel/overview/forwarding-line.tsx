import { useApp } from '../../ui/app.ts';
import { formatCount, formatTimeOfDay } from '../../ui/format.ts';
import { panelWords } from '../words.ts';

const say = panelWords.overview;

/** How forwarding to a collector goes, where there is one. */
export function ForwardingLine() {
  const view = useApp().model.connection.value?.forwarding ?? null;
  if (view === null) return null;
  const { url, sent, waiting, dropped, failing, problem } = view;
  return (
    <section class="card" aria-label={say.forwarding}>
      <p>
        <strong>{say.forwarding}</strong> {say.to} <code class="break">{url}</code>: {say.forwardingCounts(formatCount(sent), formatCount(waiting), formatCount(dropped))}
      </p>
      {problem === null ? null : (
        <p class={`isolate break ${failing ? 'tone-text-warn' : 'muted'}`}>
          {(failing ? say.forwardingFailing : say.forwardingProblem)(problem.message, formatTimeOfDay(problem.at))}
        </p>
      )}
    </section>
  );
}
