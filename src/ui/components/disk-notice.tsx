import { useApp } from '../app.ts';
import { say } from '../../words/say.ts';
import { whyText } from '../../words/why-text.ts';

/** Says so while the disk does not take what is recorded. */
export function DiskNotice() {
  const { refusal } = useApp().model.archive.value;
  return (
    <p role="alert" class="disk-notice">
      {refusal === null ? null : say('common_disk_refuses', { why: whyText(refusal).replace(/[.。]$/, '') })}
    </p>
  );
}
