/** Says which recordings were deleted without anybody asking for it, until the reader has seen it. */
import type { Deleted } from '../../core/contract/deleted.ts';
import { useApp } from '../../views/app.ts';
import { Button } from '../../views/components/button.tsx';
import { formatBytes, formatCount } from '../../core/words/format.ts';
import { say } from '../../core/words/say.ts';

export function DeletedNotice() {
  const { model, tell } = useApp();
  const { deleted } = model.archive.value;
  return (
    <div role="status">
      {deleted.length === 0 ? null : (
        <div class="deleted-notice">
          <div>
            <strong>{say('recordings_deleted_title')}</strong>
            {deleted.flatMap(textsOf).map((text) => (
              <p key={text}>{text}</p>
            ))}
          </div>
          <Button onPress={() => tell({ type: 'forget-deleted' })}>{say('recordings_deleted_dismiss')}</Button>
        </div>
      )}
    </div>
  );
}

function textsOf({ why, limit: most, recordings: count, entries = 0 }: Deleted): string[] {
  switch (why) {
    case 'age': {
      const limit = say('recordings_days', { count: most });
      return [...(count > 0 ? [say('recordings_deleted_age', { count, limit })] : []), ...(entries > 0 ? [say('recordings_deleted_ageEntries', { count: entries, limit })] : [])];
    }
    case 'room': {
      const limit = formatBytes(most);
      return [...(count > 0 ? [say('recordings_deleted_room', { count, limit })] : []), ...(entries > 0 ? [say('recordings_deleted_roomEntries', { count: entries, limit })] : [])];
    }
    case 'number':
      return [say('recordings_deleted_number', { count, limit: formatCount(most) })];
    case 'gone':
      return [say('recordings_deleted_gone', { count })];
    case 'unreadable':
      return [say('recordings_deleted_unreadable')];
  }
}
