import { useId } from 'preact/hooks';

export interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  /** What is wrong with it, or empty. */
  readonly error: string;
  readonly onChange: (text: string) => void;
}

interface TextFieldProps extends FieldProps {
  readonly mono?: boolean;
  readonly numeric?: boolean;
  /** More than one line makes it a text area. */
  readonly lines?: number;
  /** A unit or a hint, after the label. */
  readonly note?: string;
  /** What is likely to be chosen. */
  readonly choices?: readonly string[];
}

export function TextField({ name, label, value, error, onChange, mono = false, numeric = false, lines = 1, note = '', choices = [] }: TextFieldProps) {
  const id = useId();
  const shared = {
    id,
    name,
    value,
    class: `input${mono ? ' mono' : ''}${numeric ? ' numeric' : ''}`,
    spellcheck: false,
    autocomplete: 'off' as const,
    'aria-invalid': error === '' ? undefined : ('true' as const),
    'aria-describedby': error === '' ? undefined : `${id}-error`,
  };
  return (
    <div class="field">
      <label for={id}>
        {label}
        {note === '' ? null : <span class="muted"> {note}</span>}
      </label>
      {lines > 1 ? (
        <textarea {...shared} rows={lines} onInput={(event) => onChange(event.currentTarget.value)} />
      ) : (
        <input {...shared} type="text" list={choices.length === 0 ? undefined : `${id}-choices`} inputMode={numeric ? 'numeric' : undefined} onInput={(event) => onChange(event.currentTarget.value)} />
      )}
      {choices.length === 0 ? null : (
        <datalist id={`${id}-choices`}>
          {choices.map((choice) => (
            <option key={choice} value={choice} />
          ))}
        </datalist>
      )}
      <FieldError id={id} error={error} />
    </div>
  );
}

interface ChoiceFieldProps<T extends string> extends Omit<FieldProps, 'onChange'> {
  readonly choices: readonly T[];
  readonly word: (choice: T) => string;
  readonly onChange: (choice: T) => void;
}

export function ChoiceField<T extends string>({ name, label, value, error, onChange, choices, word }: ChoiceFieldProps<T>) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} name={name} class="input" value={value} onChange={(event) => onChange(event.currentTarget.value as T)}>
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {word(choice)}
          </option>
        ))}
      </select>
      <FieldError id={id} error={error} />
    </div>
  );
}

interface CheckFieldProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function CheckField({ label, checked, onChange }: CheckFieldProps) {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      {label}
    </label>
  );
}

function FieldError({ id, error }: { id: string; error: string }) {
  return (
    <p id={`${id}-error`} class="field-error" role="alert">
      {error}
    </p>
  );
}
