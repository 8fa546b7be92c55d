/**
 * All recordings, those that go on and those that have ended: how one ends and the next begins, and what a user does with
 * them. What is deleted is put aside first, so that it can be undone, and goes for good a moment later.
 */
import { isTabSource } from '../core/contract/messages.ts';
import type { FieldError } from '../core/settings/profile.ts';
import { NAME_LIMIT, type ListedRecording } from '../core/entries/recording-card.ts';
import type { Recording } from '../core/session/recording.ts';
import { endedSockets } from '../core/entries/socket-end.ts';
import { because, isUnfollowed, type WhyCode } from '../core/entries/why.ts';
import { faults } from './faults.ts';
import type { Recorder } from './recorder.ts';
import { say } from '../core/words/say.ts';

/** How long a deletion can be undone, in milliseconds: longer than a view offers it. */
const UNDO_MS = 30_000;

/** What a recording is of, as it is called at present. */
export interface Subject {
  readonly of: string;
  readonly url: string;
}

interface Ending {
  readonly forgetSockets?: boolean;
  /** What it is of, where it is called otherwise by now. */
  readonly subject?: Subject | null;
  readonly isAnew?: boolean;
}

export interface CataloguePort {
  /** What a source that is recorded is, or null where only the recording itself knows. */
  readonly subjectOf: (source: string) => Subject | null;
  /** A recording has ended, and the next of its source has begun. */
  readonly onBegun: (source: string) => Promise<void>;
  readonly now: () => number;
}

const gone = (): FieldError => ({ field: 'recording', message: say('errors_recordingGone') });

export class Catalogue {
  constructor(
    private readonly recorder: Recorder,
    private readonly port: CataloguePort,
  ) {}

  /** What a view lists. */
  list(): ListedRecording[] {
    const shown = this.recorder.all().filter(({ card }) => card.deletedAt === null);
    return shown.map(({ source, card }) => ({ source, ...card, ...(card.endedAt === null ? this.port.subjectOf(source) : null) }));
  }

  /**
   * Ends the recording of a source, and tells which source has it now; null when there was nothing in it. The next one
   * begins with the sockets that are open, so that their frames find them, unless they are forgotten. Where it `isAnew`, it
   * goes on from nothing that was known.
   */
  async end(source: string, { forgetSockets = false, subject = this.port.subjectOf(source), isAnew = false }: Ending = {}): Promise<string | null> {
    if (subject !== null) this.recorder.describe(source, subject);
    const open = isTabSource(source) && !forgetSockets ? openSockets(this.recorder.of(source)) : [];
    const ended = await this.recorder.end(source, isAnew);
    if (ended === null) return null;
    for (const { source: _source, seq: _seq, at, ...fact } of open) this.recorder.record(source, fact, at);
    await this.port.onBegun(source);
    return ended;
  }

  /**
   * Keeps what was recorded of a tab that is no more, if there is any traffic in it or somebody wants it kept. `ended` is why nothing more was told of
   * the sockets that are open in it, where nobody has told of their ends.
   */
  async close(source: string, ended: WhyCode | null = null): Promise<void> {
    const { name, pinned } = this.recorder.of(source).card;
    if (name !== '' || pinned || (await this.recorder.hasTraffic(source))) {
      if (ended !== null) await this.#endSockets(source, ended);
      await this.recorder.end(source);
    }
    await this.recorder.remove(source);
  }

  /** They ended, or were last seen, when the recording was last written to. */
  async #endSockets(source: string, reason: WhyCode): Promise<void> {
    await this.recorder.restored(source);
    const recording = this.recorder.of(source);
    const at = recording.lastAt;
    const how = { code: null, reason, clean: null, goodbye: 'none', blocked: null } as const;
    const open = openSockets(recording);
    if (open.length > 0 && isUnfollowed(how)) this.recorder.record(source, { kind: 'capture-gap', frames: 0, why: because(reason) }, at);
    for (const socket of new Set(open.map((entry) => entry.socket))) this.recorder.record(source, { kind: 'socket-closed', socket, ...how }, at);
  }

  name(id: string, name: string): FieldError | null {
    if (name.trim().length > NAME_LIMIT) return { field: 'name', message: say('errors_tooLong', { field: say('profile_field_name'), most: NAME_LIMIT }) };
    return this.#describe(id, { name: name.trim() });
  }

  pin(id: string, pinned: boolean): FieldError | null {
    return this.#describe(id, { pinned });
  }

  /** Deletes recordings. Those that go on end first, and the next ones begin. */
  async remove(ids: readonly string[], how: { forgetSockets?: boolean } = {}): Promise<void> {
    for (const id of ids) {
      const recording = this.#find(id);
      if (recording === undefined || recording.card.deletedAt !== null) continue;
      const source = recording.card.endedAt === null ? await this.end(recording.source, how) : recording.source;
      if (source !== null) this.recorder.describe(source, { deletedAt: this.port.now() });
    }
    setTimeout(() => void this.#purge(ids), UNDO_MS);
  }

  /** Takes back that recordings were deleted. */
  restore(ids: readonly string[]): FieldError | null {
    const errors = ids.map((id) => this.#describe(id, { deletedAt: null }));
    return errors.find((error) => error !== null) ?? null;
  }

  /** Deletes what an earlier background had put aside. */
  async purge(): Promise<void> {
    await this.#purge(this.recorder.all().map(({ card }) => card.id));
  }

  async #purge(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const recording = this.#find(id);
      if (recording !== undefined && recording.card.deletedAt !== null) await this.recorder.remove(recording.source).catch(faults.goOnWith('archive', undefined));
    }
  }

  #describe(id: string, changes: Parameters<Recorder['describe']>[1]): FieldError | null {
    const recording = this.#find(id);
    if (recording === undefined) return gone();
    this.recorder.describe(recording.source, changes);
    return null;
  }

  #find(id: string): Recording | undefined {
    return this.recorder.all().find(({ card }) => card.id === id);
  }
}

/** The entries that tell of sockets which have not closed. */
function openSockets(recording: Recording) {
  const entries = recording.kept('signal');
  const closed = endedSockets(entries);
  return entries.filter((entry) => entry.kind === 'socket-opened').filter(({ socket }) => !closed.has(socket));
}
