import { AS_IT_IS, createRedactor, type Redactor } from '../../core/redaction/redactor.ts';
import { useApp, type App } from '../../views/app.ts';
import { Button } from '../../views/components/button.tsx';
import { copyText } from '../../views/copy.ts';
import { LINE_BREAKS, visible } from '../../core/wire/unseen.ts';
import { say } from '../../core/words/say.ts';

type Shared = Pick<App, 'toasts' | 'model'>;

interface CopyRedactedProps {
  /** The text, from entries as the redactor gives them. Whatever it leaves to the text itself is looked for there. */
  readonly text: (redactor: Redactor) => string;
  /** Completes “Copy …”. */
  readonly what: string;
  readonly roomy?: boolean;
}

/** Copies something of a recording without the secrets in it, says how many were left out, and offers to copy them too. */
export function CopyRedacted({ text, what, roomy = false }: CopyRedactedProps) {
  const app = useApp();
  return (
    <Button look={roomy ? 'plain' : 'quiet'} icon="copy" iconOnly={!roomy} onPress={() => void copyRedacted(app, text)}>
      {say('common_copy_copy', { what })}
    </Button>
  );
}

async function copyRedacted(app: Shared, text: CopyRedactedProps['text']): Promise<void> {
  const { clean, leftOut } = redacted(app, text);
  if (!(await copyText(clean))) app.toasts.show(say('common_copy_refused'), { tone: 'bad' });
  else if (leftOut === 0) app.toasts.show(say('common_copy_copied'));
  else tellLeftOut(app, leftOut, text);
}

/** The text without the secrets in it, for the browser's own way of copying; a notice offers them. */
export function textToCopy(app: Shared, text: CopyRedactedProps['text']): string {
  const { clean, leftOut } = redacted(app, text);
  if (leftOut > 0) tellLeftOut(app, leftOut, text);
  return clean;
}

function redacted({ model }: Shared, text: CopyRedactedProps['text']): { readonly clean: string; readonly leftOut: number } {
  const redactor = createRedactor(model.preferences.value.privacy.secretKeys);
  const clean = visible(redactor.text(text(redactor)), LINE_BREAKS);
  return { clean, leftOut: [...(redactor.counts ?? [])].reduce((sum, [, count]) => sum + count, 0) };
}

function tellLeftOut({ toasts }: Shared, count: number, text: CopyRedactedProps['text']): void {
  const copyAll = async () => toasts.show((await copyText(visible(text(AS_IT_IS), LINE_BREAKS))) ? say('sharing_copy_copiedAll') : say('common_copy_refused'));
  toasts.show(say('sharing_copy_leftOut', { count }), { action: { label: say('sharing_copy_copyAll'), run: () => void copyAll() } });
}
