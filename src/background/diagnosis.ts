/**
 * The findings of every recording, kept up to date: entries are noted as they are recorded, and looked at again when one
 * told something or time has passed. A finding that has come or gone is recorded, once it has held for a moment.
 */
import { diagnose, type Diagnosis, type Material } from '../core/diagnosis/diagnose.ts';
import { Notebook } from '../core/diagnosis/evidence/notebook.ts';
import type { Finding } from '../core/entries/finding.ts';
import type { Ladder } from '../core/entries/ladder.ts';
import type { Entry, EntryOf, Fact, FactOf } from '../core/entries/entry.ts';

/** How old findings may be: some come or go by time alone. Milliseconds. */
const FRESH_MS = 1_000;
/** How old they may be in a view, beside entries that come in by the thousand. Milliseconds. */
const SHOWN_MS = 250;
/** How long a finding must have come or gone before that is recorded, so that nothing flaps. Milliseconds. */
const SETTLED_MS = 2_000;
/** How long after an entry something may still come of it by time alone, such as an answer that stays out. Milliseconds. */
const UNFOLDS_MS = 10_000;

export interface DiagnosesPort {
  readonly subjectOf: (source: string) => Material['subject'];
  readonly record: (source: string, fact: Fact) => void;
  /** The findings of a source may have changed. */
  readonly onChange: (source: string) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** What a recording keeps of a finding. */
type Said = Pick<FactOf<'diagnosis'>, 'variant' | 'facts' | 'title' | 'confidence' | 'evidence'>;

interface Case {
  readonly notebook: Notebook;
  /** Null while it has to be looked at again. */
  diagnosis: Diagnosis | null;
  /** What it was when it was last looked at. */
  shown: Diagnosis;
  lookedAt: number;
  /** When an entry was noted last. */
  notedAt: number;
  /** What was last told of them, to know a change by. */
  told: string;
  /** Findings that were recorded as found, by id. */
  readonly recorded: Map<string, Said>;
  /** Since when others have come, or these have gone. */
  readonly since: Map<string, number>;
  timer: ReturnType<typeof setTimeout> | undefined;
}

const NOTHING: Diagnosis = { findings: [], ladders: [] };

const newCase = (): Case => ({
  notebook: new Notebook(),
  diagnosis: null,
  shown: NOTHING,
  lookedAt: 0,
  notedAt: 0,
  told: '',
  recorded: new Map(),
  since: new Map(),
  timer: undefined,
});

const summary = (findings: readonly Finding[], ladders: readonly Ladder[]) =>
  [...findings.map(({ id, variant, confidence }) => `${id} ${variant} ${confidence}`), ...ladders.map(({ server, health, steps }) => `${server} ${health} ${steps.map(({ state }) => state).join('')}`)].join();

export class Diagnoses {
  #cases = new Map<string, Case>();

  constructor(private readonly port: DiagnosesPort) {}

  /** Takes note of an entry that was just recorded. */
  see(entry: Entry): void {
    const known = this.#caseOf(entry.source);
    if (!known.notebook.see(entry)) return;
    known.diagnosis = null;
    known.notedAt = this.port.now();
    this.#lookSoon(entry.source, known);
  }

  /** Takes up what an earlier background has recorded of a source, in front of what was recorded since. */
  restore(source: string, entries: readonly Entry[]): void {
    const former = this.#cases.get(source);
    if (former !== undefined) clearTimeout(former.timer);
    const restored = newCase();
    for (const entry of entries) {
      restored.notebook.see(entry);
      if (entry.kind !== 'diagnosis') continue;
      if (entry.state === 'found') restored.recorded.set(entry.finding, entry);
      else restored.recorded.delete(entry.finding);
    }
    this.#cases.set(source, restored);
    this.#lookSoon(source, restored);
  }

  /** What is wrong, the most telling first, and how far attempts came. */
  diagnosis(source: string): Diagnosis {
    const known = this.#cases.get(source);
    if (known === undefined) return NOTHING;
    const now = this.port.now();
    if (known.diagnosis === null || now - known.lookedAt >= FRESH_MS) {
      const subject = this.port.subjectOf(source);
      known.diagnosis = diagnose({ source, subject, entries: known.notebook.entries(), now, neighbours: subject === 'own' ? this.#pageSockets() : [] });
      known.shown = known.diagnosis;
      known.lookedAt = now;
    }
    return known.diagnosis;
  }

  /** The sockets that pages have opened, of all tabs. */
  #pageSockets(): EntryOf<'socket-opened'>[] {
    const pages = [...this.#cases].filter(([source]) => this.port.subjectOf(source) === 'page');
    return pages.flatMap(([, { notebook }]) => notebook.of('socket-opened'));
  }

  /** The same for views, which are told twenty times a second: a moment old at the most, whatever comes in meanwhile. */
  shown(source: string): Diagnosis {
    const known = this.#cases.get(source);
    const recent = known !== undefined && this.port.now() - known.lookedAt < SHOWN_MS;
    return recent ? known.shown : this.diagnosis(source);
  }

  forget(source: string): void {
    clearTimeout(this.#cases.get(source)?.timer);
    this.#cases.delete(source);
  }

  #caseOf(source: string): Case {
    const known = this.#cases.get(source);
    if (known !== undefined) return known;
    const made = newCase();
    this.#cases.set(source, made);
    return made;
  }

  #lookSoon(source: string, known: Case): void {
    known.timer ??= setTimeout(() => {
      known.timer = undefined;
      this.#look(source, known);
    }, FRESH_MS);
  }

  /** Records what has come or gone for long enough, and looks again for as long as time alone may change something. */
  #look(source: string, known: Case): void {
    const { findings, ladders } = this.diagnosis(source);
    const told = summary(findings, ladders);
    if (told !== known.told) this.port.onChange(source);
    known.told = told;
    const now = this.port.now();
    const present = new Map(findings.map((finding) => [finding.id, finding]));
    const changed = new Set([...present.keys(), ...known.recorded.keys()].filter((id) => present.has(id) !== known.recorded.has(id)));
    for (const id of known.since.keys()) if (!changed.has(id)) known.since.delete(id);
    for (const id of changed) {
      const since = known.since.get(id) ?? now;
      known.since.set(id, since);
      if (now - since >= SETTLED_MS) this.#record(source, known, id, present.get(id));
    }
    if (findings.length > 0 || known.since.size > 0 || now - known.notedAt < UNFOLDS_MS) this.#lookSoon(source, known);
  }

  #record(source: string, known: Case, id: string, present: Finding | undefined): void {
    const said = present === undefined ? known.recorded.get(id)! : { ...present, title: '' };
    const { variant, facts, title, confidence, evidence } = said;
    known.since.delete(id);
    if (present === undefined) known.recorded.delete(id);
    else known.recorded.set(id, said);
    this.port.record(source, { kind: 'diagnosis', finding: id, state: present === undefined ? 'gone' : 'found', variant, facts, title, confidence, evidence });
  }
}
