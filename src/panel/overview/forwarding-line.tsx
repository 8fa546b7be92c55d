import { useApp } from '../../views/app.ts';
import { formatTimeOfDay } from '../../core/words/format.ts';
import { say } from '../../core/words/say.ts';

/** How forwarding to a collector goes, where there is one. */
export function ForwardingLine() {
  const view = useApp().model.connection.value?.forwarding ?? null;
  if (view === null) return null;
  const { url, sent, waiting, dropped, failing, problem } = view;
  return (
    <section class="card" aria-label={say('overview_forwarding')}>
      <p>
        <strong>{say('overview_forwarding')}</strong> <code class="break">{url}</code> <span class="nowrap">{say('overview_forwardingCounts', { sent, waiting, dropped })}</span>
      </p>
      {problem === null ? null : (
        <p class={`isolate break ${failing ? 'tone-text-warn' : 'muted'}`}>
          {say(failing ? 'overview_forwardingFailing' : 'overview_forwardingProblem', { message: problem.message, time: formatTimeOfDay(problem.at) })}
        </p>
      )}
    </section>
  );
}
