import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { AS_IT_IS, createRedactor } from '../../core/redaction/redactor.ts';
import { namesIn } from '../../core/redaction/secret-names.ts';
import { ArchiveReader } from '../../archive/archive-reader.ts';
import { useApp } from '../../views/app.ts';
import { Button } from '../../views/components/button.tsx';
import { formatBytes, formatCount } from '../../core/words/format.ts';
import type { RecordingModel } from '../../views/model.ts';
import { CheckField, ChoiceField, TextField } from '../profile/fields.tsx';
import { creator } from './creator.ts';
import { EXPORT_FORMATS, type ExportFormat } from './export-formats.ts';
import { entriesRecorded, planExport, type Extent, type ExportRows } from './export-plan.ts';
import { assemble, download, fileName, type Progress } from './save-file.ts';
import { inKey, isKey, say, sayList } from '../../core/words/say.ts';

/** How many names of secrets are told one by one. */
const MOST_NAMES = 12;

interface ExportDialogProps {
  readonly rows: ExportRows;
  /** The format that is offered first. */
  readonly first: ExportFormat['id'];
  readonly formats: readonly ExportFormat['id'][];
  readonly onClose: () => void;
}

/** How far a file is. */
type Stage =
  | { readonly at: 'choosing' | 'stopped' }
  | { readonly at: 'writing'; readonly progress: Progress; readonly total: number }
  | { readonly at: 'saved'; readonly sentence: string; readonly leftOut: string | null }
  | { readonly at: 'failed'; readonly why: string };

/** How long packets are waited for that are not on disk yet, in ms. A background that is away has none. */
const PACKETS_MS = 1_000;

async function packetsCame({ hasPackets }: RecordingModel): Promise<void> {
  let unwatch: () => void = () => undefined;
  await new Promise<void>((resolve) => {
    unwatch = hasPackets.subscribe((came) => {
      if (came) resolve();
    });
    setTimeout(resolve, PACKETS_MS);
  });
  unwatch();
}

/** Asks what to export and how, and saves it. */
export function ExportDialog({ rows, first, formats, onClose }: ExportDialogProps) {
  const { model } = useApp();
  const dialog = useRef<HTMLDialogElement>(null);
  const [extent, setExtent] = useState<Extent>('whole');
  const [id, setId] = useState(first);
  const [redact, setRedact] = useState(true);
  const [more, setMore] = useState('');
  const [stage, setStage] = useState<Stage>({ at: 'choosing' });
  const stop = useRef(new AbortController());
  const titleId = useId();
  useEffect(() => {
    dialog.current?.showModal();
    model.packetsWanted.value = true;
    return () => stop.current.abort();
  }, []);

  const save = async () => {
    const format = EXPORT_FORMATS.find((each) => each.id === id)!;
    stop.current = new AbortController();
    const { signal } = stop.current;
    // It has begun, so it can be stopped and not be begun twice.
    setStage({ at: 'writing', progress: { entries: 0, bytes: 0 }, total: 0 });
    await packetsCame(model.recording.value);
    const stored = model.onDisk.value ? await ArchiveReader.open().catch(() => null) : null;
    const plan = planExport(model, extent, rows, stored);
    const redactor = redact ? createRedactor([...model.preferences.value.privacy.secretKeys, ...namesIn(more)]) : AS_IT_IS;
    const at = Date.now();
    setStage({ at: 'writing', progress: { entries: 0, bytes: 0 }, total: plan.total });
    try {
      const parts = format.write({ recordings: plan.recordings, redactor, creator: creator(), at });
      const { blob, entries, bytes } = await assemble(parts, format.type, signal, (progress) => setStage({ at: 'writing', progress, total: plan.total }));
      if (entries === 0) return setStage({ at: 'failed', why: say('sharing_nothing', { format: say(`sharing_formats_${id}`) }) });
      const file = fileName(plan.recordings[0]?.name ?? '', at, format.extension);
      download(blob, file);
      const { counts } = redactor;
      setStage({ at: 'saved', sentence: say('sharing_saved', { file, entries: say('sharing_entries', { count: entries }), size: formatBytes(bytes) }), leftOut: counts === null ? null : leftOut(counts) });
    } catch (error) {
      setStage(signal.aborted ? { at: 'stopped' } : { at: 'failed', why: say('sharing_failed', { why: error instanceof Error ? error.message : String(error) }) });
    } finally {
      stored?.close();
    }
  };

  const writing = stage.at === 'writing';
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={titleId} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!writing) void save();
        }}
      >
        <h2 id={titleId}>{say('sharing_title')}</h2>
        <div class="dialog-body">
          <ExtentChoice rows={rows} extent={extent} onChange={setExtent} />
          <div class="export-format">
            <ChoiceField name="format" label={say('sharing_format')} value={id} error="" choices={formats} word={(choice) => say(`sharing_formats_${choice}`)} onChange={setId} />
            <p class="muted">{say(`sharing_about_${id}`)}</p>
          </div>
          <fieldset>
            <CheckField label={say('sharing_redact')} checked={redact} onChange={setRedact} />
            {redact ? (
              <>
                <p class="muted">{say('sharing_redactAbout')}</p>
                <TextField name="more" label={say('sharing_more')} note={say('sharing_moreNote')} value={more} error="" onChange={setMore} />
              </>
            ) : (
              <p class="tone-text-warn">{say('sharing_unredacted')}</p>
            )}
          </fieldset>
        </div>
        <footer class="dialog-foot">
          <Outcome stage={stage} />
          {writing ? (
            <Button onPress={() => stop.current.abort()}>{say('sharing_cancel')}</Button>
          ) : (
            <Button look="quiet" onPress={() => dialog.current?.close()}>
              {stage.at === 'saved' ? say('sharing_close') : say('sharing_cancel')}
            </Button>
          )}
          <Button look="primary" submit unavailable={writing}>
            {say('sharing_save')}
          </Button>
        </footer>
      </form>
    </dialog>
  );
}

/** What is left out without having a name is told by its kind. */
function secretName(name: string): string {
  const key = `sharing_secret_${inKey(name)}`;
  return isKey(key) ? say(key) : name;
}

/** The names whose values were left out, the most frequent first. */
function leftOut(counts: ReadonlyMap<string, number>): string {
  if (counts.size === 0) return say('sharing_nothingLeftOut');
  const all = [...counts].toSorted(([, a], [, b]) => b - a);
  const names = sayList(all.slice(0, MOST_NAMES).map(([name, count]) => `${secretName(name)} (${formatCount(count)})`));
  return all.length > MOST_NAMES ? say('sharing_leftOutMore', { names, count: all.length - MOST_NAMES }) : say('sharing_leftOut', { names });
}

function ExtentChoice({ rows, extent, onChange }: { rows: ExportRows; extent: Extent; onChange: (extent: Extent) => void }) {
  const { model } = useApp();
  const name = useId();
  const hasSelection = rows.selected().count > 0;
  const choices: readonly { id: Extent; label: string; unavailable?: boolean }[] = [
    { id: 'whole', label: say('sharing_whole', { count: entriesRecorded(model) }) },
    { id: 'filtered', label: say('sharing_filtered', { count: rows.filtered().count }) },
    { id: 'selected', label: hasSelection ? say('sharing_selected') : say('sharing_noSelection'), unavailable: !hasSelection },
  ];
  return (
    <fieldset>
      <legend>{say('sharing_what')}</legend>
      {choices.map(({ id, label, unavailable }) => (
        <label key={id} class={`check ${unavailable === true ? 'muted' : ''}`}>
          <input type="radio" name={name} checked={extent === id} disabled={unavailable} onChange={() => onChange(id)} />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

function Outcome({ stage }: { stage: Stage }) {
  return (
    <div class="export-outcome" role="status">
      {stage.at === 'writing' ? (
        <>
          <progress aria-label={say('sharing_progress')} value={Math.min(stage.progress.entries, stage.total)} max={Math.max(1, stage.total)} />
          <span class="muted">{say('sharing_writing', { entries: say('sharing_entries', { count: stage.progress.entries }), size: formatBytes(stage.progress.bytes) })}</span>
        </>
      ) : null}
      {stage.at === 'saved' ? (
        <>
          <p>{stage.sentence}</p>
          {stage.leftOut === null ? null : <p class="muted">{stage.leftOut}</p>}
        </>
      ) : null}
      {stage.at === 'stopped' ? <p>{say('sharing_stopped')}</p> : null}
      {stage.at === 'failed' ? <p class="field-error">{stage.why}</p> : null}
    </div>
  );
}
