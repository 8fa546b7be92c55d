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

function textsOf({ why, limit, recordings, entries = 0 }: Deleted): string[] {
  switch (why) {
    case 'age':
      return beyond('age', recordings, entries, say('recordings_days', { count: limit }));
    case 'room':
      return beyond('room', recordings, entries, formatBytes(limit));
    case 'number':
      return [say('recordings_deleted_number', { count: recordings, limit: formatCount(limit) })];
    case 'gone':
      return [say('recordings_deleted_gone', { count: recordings })];
    case 'unreadable':
      return [say('recordings_deleted_unreadable')];
  }
}

/** Whole recordings, and the beginnings of others, that were beyond a limit. */
function beyond(what: 'age' | 'room', recordings: number, entries: number, limit: string): string[] {
  return [
    ...(recordings > 0 ? [say(`recordings_deleted_${what}`, { count: recordings, limit })] : []),
    ...(entries > 0 ? [say(`recordings_deleted_${what}Entries`, { count: entries, limit })] : []),
  ];
}
