import { useApp } from '../app.ts';
import type { Why } from '../../core/entries/why.ts';
import { say } from '../../core/words/say.ts';
import { whyText } from '../../core/words/why-text.ts';

/** Only of a full disk is it of any use to make room. */
function isFull(why: Why): boolean {
  return typeof why === 'object' && (why.code === 'quotaExceeded' || (typeof why.cause === 'object' && why.cause.code === 'quotaExceeded'));
}

/** Says so while the disk does not take what is recorded. */
export function DiskNotice() {
  const { refusal } = useApp().model.archive.value;
  const why = whyText(refusal).replace(/[.。]$/, '');
  return (
    <p role="alert" class="disk-notice">
      {refusal === null ? null : isFull(refusal) ? say('common_disk_full', { why }) : say('common_disk_refuses', { why })}
    </p>
  );
}
