/**
 * The messages that were sent and those that were saved, over the panel's life and beyond. What is on disk may be an
 * older version's, or nothing that we wrote: whatever does not parse is left out. Storage that is full costs the oldest.
 */
import { signal, type ReadonlySignal } from '@preact/signals';
import * as v from 'valibot';
import { redactText } from '../../core/redaction/redact-text.ts';
import { secretNames } from '../../core/redaction/secret-names.ts';
import { draftSchema, SHAPES, type Draft, type Part, type Shape } from './draft.ts';

/** A message as it can be sent again. */
export interface Message {
  readonly shape: Shape;
  readonly draft: Draft;
}

export interface SentMessage extends Message {
  readonly at: number;
}

export interface SavedMessage extends Message {
  readonly name: string;
}

/** What is used of `localStorage`, so that tests have one in memory. */
export interface TextStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

export interface MessageStore {
  /** Newest first. */
  readonly history: ReadonlySignal<readonly SentMessage[]>;
  /** By name. */
  readonly saved: ReadonlySignal<readonly SavedMessage[]>;
  remember(message: Message, at: number): void;
  /** A message of the same name is replaced. */
  save(name: string, message: Message): void;
  remove(name: string): void;
  clearHistory(): void;
}

const names = secretNames();
const HISTORY = 50;
const SAVED = 200;
/** UTF-16 units of what is kept of one message, and of a file in one. */
const LARGEST = 200_000;
const LARGEST_FILE = 64_000;

const HISTORY_KEY = 'compose-history';
const SAVED_KEY = 'compose-saved';

const messageSchema = { shape: v.picklist(SHAPES), draft: draftSchema };
const sentSchema = v.object({ at: v.number(), ...messageSchema });
const savedSchema = v.object({ name: v.string(), ...messageSchema });

function isWithoutSecrets(json: string): boolean {
  return redactText(json, names, () => undefined) === json;
}

export function createMessageStore(storage: TextStorage): MessageStore {
  const history = signal<readonly SentMessage[]>(read(storage, HISTORY_KEY, sentSchema));
  const saved = signal<readonly SavedMessage[]>(read(storage, SAVED_KEY, savedSchema));

  function setHistory(messages: readonly SentMessage[]): void {
    history.value = messages;
    // What is saved by itself holds no secrets; what the user saves is theirs.
    write(storage, HISTORY_KEY, messages.filter(({ draft }) => isWithoutSecrets(JSON.stringify(draft))));
  }
  function setSaved(messages: readonly SavedMessage[]): void {
    saved.value = messages.toSorted((a, b) => a.name.localeCompare(b.name));
    write(storage, SAVED_KEY, saved.value);
  }

  return {
    history,
    saved,
    remember({ shape, draft }, at) {
      // The same again moves to the front, so that sending a message ten times does not push out ten others.
      const same = JSON.stringify([shape, draft]);
      const others = history.value.filter((message) => JSON.stringify([message.shape, message.draft]) !== same);
      setHistory([{ at, shape, draft }, ...others].slice(0, HISTORY));
    },
    save(name, { shape, draft }) {
      setSaved([{ name, shape, draft }, ...saved.value.filter((message) => message.name !== name)].slice(0, SAVED));
    },
    remove(name) {
      setSaved(saved.value.filter((message) => message.name !== name));
    },
    clearHistory() {
      setHistory([]);
    },
  };
}

function read<T>(storage: TextStorage, key: string, schema: v.GenericSchema<unknown, T>): T[] {
  let list: unknown;
  try {
    list = JSON.parse(storage.getItem(key) ?? '[]');
  } catch {
    return [];
  }
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown) => {
    const parsed = v.safeParse(schema, item);
    return parsed.success ? [parsed.output] : [];
  });
}

function write(storage: TextStorage, key: string, messages: readonly { readonly draft: Draft }[]): void {
  const kept = messages.map((message) => ({ ...message, draft: withoutLargeFiles(message.draft) })).map((message) => JSON.stringify(message)).filter((json) => json.length <= LARGEST);
  for (let count = kept.length; count >= 0; count = count === 0 ? -1 : Math.floor(count / 2)) {
    try {
      storage.setItem(key, `[${kept.slice(0, count).join(',')}]`);
      return;
    } catch {
      // The storage is full: half as many are tried next. In memory all of them stay.
    }
  }
}

function withoutLargeFiles(draft: Draft): Draft {
  const lighter = (part: Part): Part => (part.kind === 'file' && (part.base64?.length ?? 0) > LARGEST_FILE ? { ...part, base64: null } : part);
  return { ...draft, args: draft.args.map(lighter), frame: lighter(draft.frame) };
}
