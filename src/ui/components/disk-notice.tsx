import { useApp } from '../app.ts';
import { words } from '../words.ts';

/** Says so while the disk does not take what is recorded. */
export function DiskNotice() {
  const { refusal } = useApp().model.archive.value;
  return (
    <p role="alert" class="disk-notice">
      {refusal === null ? null : words.disk.refuses(refusal)}
    </p>
  );
}
