import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../app.ts';
import type { Toast } from '../toasts.ts';
import { Button } from './button.tsx';
import { say } from '../../core/words/say.ts';

/** Long enough to read a sentence and reach Undo; a pointer or the focus on it stops the time. */
const SHOWN_MS = 8000;

export function ToastList() {
  const { toasts } = useApp();
  return (
    <div class="toasts" role="region" aria-label={say('common_notices')} aria-live="polite">
      {toasts.list.value.map((toast) => (
        <ToastItem key={toast.key} toast={toast} />
      ))}
    </div>
  );
}

function ToastItem({ toast }: { toast: Toast }) {
  const { toasts } = useApp();
  const [held, hold] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => toasts.dismiss(toast.key), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [held]);
  const action = toast.undo === null ? toast.action : { label: say('common_undo'), run: toast.undo };
  return (
    <div
      class={`toast ${toast.tone}`}
      onPointerEnter={() => hold(true)}
      onPointerLeave={() => hold(false)}
      onFocusIn={() => hold(true)}
      onFocusOut={() => hold(false)}
    >
      <span class="toast-text">{toast.text}</span>
      {action === null ? null : (
        <Button
          look="quiet"
          onPress={() => {
            action.run();
            toasts.dismiss(toast.key);
          }}
        >
          {action.label}
        </Button>
      )}
      <Button look="quiet" icon="cross" iconOnly onPress={() => toasts.dismiss(toast.key)}>
        {say('common_dismiss')}
      </Button>
    </div>
  );
}
