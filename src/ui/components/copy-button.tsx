import { useApp } from '../app.ts';
import { copyText } from '../copy.ts';
import { words } from '../words.ts';
import { Button } from './button.tsx';

/** Copies a text and says whether that worked. `what` completes “Copy …”. */
export function CopyButton({ text, what }: { text: () => string; what: string }) {
  const { toasts } = useApp();
  const copy = async () => {
    const worked = await copyText(text());
    toasts.show(worked ? words.copy.copied : words.copy.refused, { tone: worked ? 'calm' : 'bad' });
  };
  return (
    <Button look="quiet" icon="copy" iconOnly onPress={() => void copy()}>
      {words.copy.copy(what)}
    </Button>
  );
}
