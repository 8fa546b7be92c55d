import { useApp } from '../app.ts';
import { copyText } from '../copy.ts';
import { Button } from './button.tsx';
import { say } from '../../core/words/say.ts';

/** Copies a text and says whether that worked. `what` completes “Copy …”, which is shown where there is room for it. */
export function CopyButton({ text, what, roomy = false }: { text: () => string; what: string; roomy?: boolean }) {
  const { toasts } = useApp();
  const copy = async () => {
    const worked = await copyText(text());
    toasts.show(worked ? say('common_copy_copied') : say('common_copy_refused'), { tone: worked ? 'calm' : 'bad' });
  };
  return (
    <Button look={roomy ? 'plain' : 'quiet'} icon="copy" iconOnly={!roomy} onPress={() => void copy()}>
      {say('common_copy_copy', { what })}
    </Button>
  );
}
