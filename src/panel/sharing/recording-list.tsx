import { useRef } from 'preact/hooks';
import { useApp } from '../../views/app.ts';
import { Button } from '../../views/components/button.tsx';
import { formatTimestamp, singleLine } from '../../core/words/format.ts';
import type { OpenedRecording } from '../../views/model.ts';
import type { OpenedRecordings } from './opened-recordings.ts';
import { say, sayList, sayPercent } from '../../core/words/say.ts';

/** The recordings that were opened, below the connections, and the way to open one from a file. */
export function RecordingList({ recordings }: { recordings: OpenedRecordings }) {
  const { model } = useApp();
  const reading = recordings.reading.value;
  return (
    <div class="recordings">
      {recordings.list.value.length === 0 ? null : (
        <ul class="recording-list" aria-label={say('sharing_opened_list')}>
          {recordings.list.value.map((recording) => (
            <li key={recording.name + String(recordings.list.value.indexOf(recording))} class="recording-item">
              <button
                type="button"
                class="connection-item"
                aria-current={model.opened.value === recording ? 'true' : undefined}
                onClick={() => recordings.show(recording)}
              >
                <span class="connection-name">{singleLine(recording.name, 100)}</span>
                <span class="connection-url muted">{contents(recording)}</span>
              </button>
              <Button look="quiet" icon="cross" iconOnly onPress={() => recordings.close(recording)}>
                {say('sharing_opened_closeNamed', { name: singleLine(recording.name, 100) })}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {reading === null ? <OpenButton recordings={recordings} /> : null}
      {reading === null ? null : (
        <p class="recording-reading">
          <span role="status">{say('sharing_opened_reading', { name: singleLine(reading.name, 60), percent: sayPercent(reading.share) })}</span>
          <Button look="quiet" icon="cross" iconOnly onPress={() => recordings.stop()}>
            {say('sharing_opened_stop')}
          </Button>
        </p>
      )}
      <p role="alert" class="field-error">
        {recordings.mistake.value}
      </p>
    </div>
  );
}

function OpenButton({ recordings }: { recordings: OpenedRecordings }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button look="quiet" icon="page" onPress={() => input.current?.click()}>
        {say('sharing_opened_open')}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".ndjson,.har,.json,application/json,application/x-ndjson"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file !== undefined) void recordings.open(file);
          // The same file can be chosen again.
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}

/** In the place of the connection's address and state: what is shown instead. */
export function OpenedBanner({ recording, recordings }: { recording: OpenedRecording; recordings: OpenedRecordings }) {
  const { since, until } = recording.contents;
  const kind = say(recording.stored === null ? 'sharing_opened_banner' : 'sharing_opened_storedBanner');
  return (
    <section class="opened-banner" aria-label={kind}>
      <p class="opened-name">
        <strong class="break isolate">{singleLine(recording.name, 200)}</strong> <span class="muted">{kind}</span>
      </p>
      <Button icon="cross" onPress={() => recordings.close(recording)}>
        {say('sharing_opened_close')}
      </Button>
      <p class="muted opened-about">{[contents(recording), ...(since === null || until === null ? [] : [say('sharing_opened_dates', { from: formatTimestamp(since), to: formatTimestamp(until) })])].join(' · ')}</p>
      {recording.problem === null ? null : <p class="tone-text-warn opened-about">{recording.problem}</p>}
    </section>
  );
}

function contents({ contents: { logs, packets } }: OpenedRecording): string {
  return sayList([say('sharing_opened_logs', { count: logs }), say('sharing_opened_packets', { count: packets })]);
}
