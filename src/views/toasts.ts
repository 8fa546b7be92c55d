/** Short notices, some with an undo, or another thing to do about them. */
import { signal, type ReadonlySignal } from '@preact/signals';

export interface Toast {
  readonly key: number;
  readonly text: string;
  readonly tone: 'calm' | 'bad';
  readonly undo: (() => void) | null;
  readonly action: ToastAction | null;
}

export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

export interface Toasts {
  readonly list: ReadonlySignal<readonly Toast[]>;
  /** Returns the key by which it can be dismissed before its time. */
  show(text: string, options?: { tone?: Toast['tone']; undo?: () => void; action?: ToastAction }): number;
  dismiss(key: number): void;
}

/** More than this many at once would cover the view. */
const MOST = 3;

export function createToasts(): Toasts {
  const list = signal<readonly Toast[]>([]);
  let nextKey = 1;
  return {
    list,
    show(text, { tone = 'calm', undo, action } = {}) {
      const others = list.value.filter((toast) => toast.text !== text);
      const key = nextKey++;
      list.value = [...others, { key, text, tone, undo: undo ?? null, action: action ?? null }].slice(-MOST);
      return key;
    },
    dismiss(key) {
      list.value = list.value.filter((toast) => toast.key !== key);
    },
  };
}
