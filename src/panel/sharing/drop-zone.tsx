import { useEffect, useState } from 'preact/hooks';
import type { OpenedRecordings } from './opened-recordings.ts';
import { say } from '../../core/words/say.ts';

/** Takes a file that is dropped anywhere on the panel, and says so while one is held over it. */
export function DropZone({ recordings }: { recordings: OpenedRecordings }) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const onDragOver = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      // Without this the browser would open the file in the place of the panel.
      event.preventDefault();
      setOver(true);
    };
    const onDragLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length === 1) void recordings.open(files[0]!);
      else recordings.refuse(files.length === 0 ? say('sharing_opened_noFile') : say('sharing_opened_several'));
    };
    addEventListener('dragover', onDragOver);
    addEventListener('dragleave', onDragLeave);
    addEventListener('drop', onDrop);
    return () => {
      removeEventListener('dragover', onDragOver);
      removeEventListener('dragleave', onDragLeave);
      removeEventListener('drop', onDrop);
    };
  }, [recordings]);
  return over ? (
    <div class="drop-zone">
      <p>{say('sharing_opened_drop')}</p>
    </div>
  ) : null;
}
