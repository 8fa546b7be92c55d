import { useId, useRef, useState } from 'preact/hooks';
import { Button } from '../../views/components/button.tsx';
import { clip, formatBytes } from '../../core/words/format.ts';
import { toBase64 } from '../../core/wire/base64.ts';
import { emptyPart, LARGEST_FILE, type Part, type PartKind } from './draft.ts';
import { say } from '../../core/words/say.ts';

const KINDS: readonly PartKind[] = ['json', 'text', 'hex', 'file'];
const TALLEST = 12;

interface PartEditorProps {
  /** The accessible name of its box. */
  readonly name: string;
  readonly field: string;
  readonly part: Part;
  readonly error: string;
  readonly onChange: (part: Part) => void;
  readonly remove?: { readonly label: string; readonly act: () => void };
}

/** One argument, or one raw frame: what kind it is, and its text or file. */
export function PartEditor({ name, field, part, error, onChange, remove }: PartEditorProps) {
  const id = useId();
  const shared = {
    id,
    name: field,
    'aria-invalid': error === '' ? undefined : ('true' as const),
    'aria-describedby': error === '' ? undefined : `${id}-error`,
  };
  const setKind = (kind: PartKind) => onChange(kind !== 'file' && part.kind !== 'file' ? { kind, text: part.text } : emptyPart(kind));
  return (
    <div class="part-editor">
      <div class="part-head">
        <label for={id}>{name}</label>
        <select class="input part-kind" aria-label={say('compose_kindOf', { what: name })} value={part.kind} onChange={(event) => setKind(event.currentTarget.value as PartKind)}>
          {KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {say(`compose_kinds_${kind}`)}
            </option>
          ))}
        </select>
        {remove === undefined ? null : (
          <Button look="quiet" icon="trash" iconOnly onPress={remove.act}>
            {remove.label}
          </Button>
        )}
      </div>
      {part.kind === 'file' ? (
        <FileChoice part={part} shared={shared} onChange={onChange} />
      ) : (
        <textarea
          {...shared}
          class="input mono"
          rows={Math.min(TALLEST, Math.max(2, part.text.split('\n', TALLEST).length))}
          spellcheck={false}
          autocomplete="off"
          value={part.text}
          onInput={(event) => onChange({ kind: part.kind, text: event.currentTarget.value })}
        />
      )}
      <p id={`${id}-error`} class="field-error" role="alert">
        {error}
      </p>
    </div>
  );
}

function FileChoice({ part, shared, onChange }: { part: Extract<Part, { kind: 'file' }>; shared: Record<string, string | undefined>; onChange: (part: Part) => void }) {
  const [problem, setProblem] = useState('');
  const newest = useRef<File | null>(null);
  const choose = async (file: File | undefined) => {
    if (file === undefined) return;
    newest.current = file;
    if (file.size > LARGEST_FILE) return setProblem(say('compose_fileTooLarge', { size: formatBytes(LARGEST_FILE) }));
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      // Another one may have been chosen while this one was read.
      if (newest.current !== file) return;
      setProblem('');
      onChange({ kind: 'file', name: clip(file.name, 500), bytes: bytes.length, base64: toBase64(bytes) });
    } catch {
      setProblem(say('compose_fileUnreadable'));
    }
  };
  return (
    <>
      <input {...shared} class="file-choice" type="file" onChange={(event) => void choose(event.currentTarget.files?.[0])} />
      {part.name === '' ? null : <p class="muted break isolate">{say('compose_file', { name: part.name, size: formatBytes(part.bytes) })}</p>}
      <p role="alert" class="field-error">
        {problem}
      </p>
    </>
  );
}
