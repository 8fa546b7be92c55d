/**
 * The recordings of all connections: the one place where facts become entries. It tells a listener of each entry, and
 * writes them to the archive a few times a second. A recording goes on in memory when the disk does not take it.
 */
import { initialState } from '../core/session/session.ts';
import type { Archive } from '../archive/archive.ts';
import { DEFAULT_RETENTION, type Retention } from '../archive/archive-retention.ts';
import type { Deleted } from '../core/contract/deleted.ts';
import { Backlog } from '../core/session/backlog.ts';
import type { Entry, Fact } from '../core/entries/entry.ts';
import { Recording } from '../core/session/recording.ts';
import { LANE_BOUNDS, type Lane } from '../core/entries/lanes.ts';
import type { RecordingCard } from '../core/entries/recording-card.ts';
import { endedHead, followingHead, type RecordingHead } from '../core/session/recording-head.ts';
import { faults } from './faults.ts';
import { wallClock } from '../connection/wall-clock.ts';
import { because, type Why } from '../core/entries/why.ts';
import { whyText } from '../core/words/why-text.ts';

/** How long an entry may wait for the disk, in milliseconds. */
const FLUSH_MS = 250;
/** How long it waits before it tries again a disk that has refused. */
const RETRY_MS = 2_000;
/** How few entries a write must have had for there to be time for compressing, and how many blocks are compressed after it. */
const CALM = 500;
const COMPRESSED_AT_ONCE = 8;
/** How many entries are written, and how many milliseconds go by, between two looks at whether the oldest have to make room. */
const RETAIN_EVERY = 20_000;
const RETAIN_MS = 60 * 60 * 1000;

export class Recorder {
  retention: Retention = DEFAULT_RETENTION;
  /** Called when there is another recording, or what is told of one has changed, or whether the disk takes them. */
  onList: () => void = () => {};
  #refusal: Why | null = null;
  #recordings = new Map<string, Recording>();
  #restorations = new Map<string, Promise<void>>();
  #backlog = new Backlog();
  #touched = new Set<string>();
  /** Entries that were written since the oldest had to make room. The first background to write looks at once. */
  #sinceRetained = RETAIN_EVERY;
  #retainedAt = 0;
  #flushTimer: ReturnType<typeof setTimeout> | undefined;
  #flushing: Promise<void> = Promise.resolve();
  /** The recordings that were told that the disk refuses them. */
  #refusing = new Set<string>();

  /**
   * `onEntry` is called with each entry right after it was recorded, `onChange` when something else about a recording changed.
   * `redact` takes out of each fact what is not to be recorded.
   */
  constructor(
    private readonly archive: Archive,
    heads: readonly RecordingHead[],
    private readonly onEntry: (entry: Entry) => void,
    private readonly onChange: (source: string) => void,
    private readonly redact: (fact: Fact) => Fact = (fact) => fact,
  ) {
    for (const head of heads) this.#recordings.set(head.source, new Recording(head.source, wallClock(), head));
    archive.onClosed = () => void this.flush();
  }

  has(source: string): boolean {
    return this.#recordings.has(source);
  }

  /** Every recording in which there is something, those that have ended too. */
  all(): Recording[] {
    return [...this.#recordings.values()].filter(({ isEmpty }) => !isEmpty);
  }

  /** Why the disk does not take what is recorded at present, or null while it does. */
  get refusal(): Why | null {
    return this.#refusal;
  }

  /** What was deleted without anybody asking for it, and is still to be told. */
  get deleted(): readonly Deleted[] {
    return this.archive.deleted;
  }

  /** The user has read what was deleted. */
  async forgetDeleted(): Promise<void> {
    await this.archive.forgetDeleted();
    this.onList();
  }

  /** The recording of a source, made if there is none yet. */
  of(source: string): Recording {
    const known = this.#recordings.get(source);
    if (known !== undefined) return known;
    const made = new Recording(source, wallClock(), undefined, crypto.randomUUID());
    this.#recordings.set(source, made);
    this.#restorations.set(source, Promise.resolve());
    return made;
  }

  /** `at` is when it happened, for facts that reach us later. */
  record(source: string, fact: Fact, at = wallClock()): Entry {
    const entry = this.of(source).append(this.redact(fact), at);
    this.#backlog.push(entry);
    this.#touch(source);
    this.onEntry(entry);
    if (entry.seq === this.of(source).card.first) {
      this.onList();
      // A background that knows of no recording cannot say that one was cut off. What comes in one go is written together.
      setTimeout(() => void this.flush());
    }
    return entry;
  }

  /** Changes what a list of recordings tells of one. */
  describe(source: string, changes: Partial<RecordingCard>): void {
    const recording = this.of(source);
    recording.card = { ...recording.card, ...changes };
    this.#touch(source);
    this.onList();
  }

  /**
   * Ends the recording of a source and begins the next, which goes on from the same state unless it `isAnew`. Returns the source under which the former is kept from now on, or
   * null when there was nothing in it.
   */
  async end(source: string, isAnew = false): Promise<string | null> {
    const ending = this.#flushing.then(async () => {
      await this.#write();
      const ended = this.#end(source, isAnew);
      if (ended === null) return null;
      await this.#write();
      // What cannot be put together now only takes more room.
      if (this.#refusal === null) await this.archive.seal(ended).catch(faults.goOnWith('archive', undefined));
      return ended;
    });
    this.#flushing = ending.then(() => {});
    return ending;
  }

  /** Whether anything of a page's sockets is in a recording. */
  async hasTraffic(source: string): Promise<boolean> {
    const isTraffic = ({ kind }: Entry) => kind === 'packet' || kind === 'socket-opened';
    if (this.of(source).entries().some(isTraffic)) return true;
    const packets = await this.archive.reader.lane(source, 'packet').catch(faults.goOnWith('archive', null));
    if (packets !== null && packets.count > 0) return true;
    const stored = await this.archive.reader.newest(source, { ...LANE_BOUNDS, packet: { count: 0, bytes: 0 } }).catch(faults.goOnWith('archive', null));
    return stored?.signal.some(isTraffic) ?? false;
  }

  /** Lets the oldest make room, as it has to. */
  async retain(): Promise<void> {
    this.#flushing = this.#flushing.then(async () => {
      await this.#write();
      await this.#retain();
    });
    return this.#flushing;
  }

  /** Resolves once what was recorded before this context was born is back in memory. Reads the disk at most once. */
  async restored(source: string): Promise<void> {
    const known = this.#restorations.get(source);
    if (known !== undefined) return known;
    const reading = this.#restore(source);
    this.#restorations.set(source, reading);
    return reading;
  }

  setClearedThrough(source: string, through: number): void {
    this.of(source).clearedThrough = through;
    this.#touch(source);
    this.onChange(source);
  }

  markErrorsRead(source: string): void {
    const recording = this.of(source);
    recording.errorsRead = recording.state.logs.errors;
    this.#touch(source);
    this.onChange(source);
  }

  /** Deletes a recording, from memory and disk. */
  async remove(source: string): Promise<void> {
    await this.flush();
    await this.#discard(source);
  }

  /** Writes what is not on disk yet. Resolves when it is, or when the disk has refused it. */
  async flush(): Promise<void> {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    this.#flushing = this.#flushing.then(async () => this.#write());
    return this.#flushing;
  }

  async #discard(source: string): Promise<void> {
    this.#forget(source);
    await this.archive.remove(source);
  }

  #forget(source: string): void {
    this.#recordings.delete(source);
    this.#restorations.delete(source);
    this.#touched.delete(source);
    // What was recorded while it was written belongs to the recording that goes.
    this.#backlog.forget(source);
    this.onList();
  }

  /** Nothing is being written. What waits for the disk belongs to the recording that ends. */
  #end(source: string, isAnew: boolean): string | null {
    const former = this.of(source);
    if (former.isEmpty) return null;
    const at = wallClock();
    const ended = endedHead(former.head(), at);
    this.#recordings.set(ended.source, new Recording(ended.source, at, ended));
    const following = followingHead(former.head(), crypto.randomUUID(), at);
    this.#recordings.set(source, new Recording(source, at, isAnew ? { ...following, state: initialState(at) } : following));
    this.#restorations.set(source, Promise.resolve());
    this.#backlog.rename(source, ended.source);
    this.#touch(ended.source);
    this.#touch(source);
    this.onList();
    return ended.source;
  }

  #touch(source: string): void {
    this.#touched.add(source);
    this.#flushSoon();
  }

  #flushSoon(): void {
    this.#flushTimer ??= setTimeout(() => void this.flush(), this.#refusing.size > 0 ? RETRY_MS : FLUSH_MS);
  }

  async #restore(source: string): Promise<void> {
    const newest = await this.archive.newest(source, LANE_BOUNDS).catch(faults.goOnWith('archive', null));
    if (newest === null) {
      // It may be opened again before somebody asks the next time.
      this.#restorations.delete(source);
      return;
    }
    // What this context has recorded already is in memory and may be on disk too; only what is older is taken from there.
    const recording = this.of(source);
    const older = (lane: Lane) => {
      const own = recording.kept(lane)[0]?.seq ?? Infinity;
      return newest[lane].filter(({ seq }) => seq < own);
    };
    recording.restore({ log: older('log'), packet: older('packet'), signal: older('signal') });
  }

  async #write(isSecond = false): Promise<void> {
    const closed = await this.#openAgain();
    const entries = this.#backlog.take();
    const heads = [...this.#touched].map((source) => this.#recordings.get(source)?.head()).filter((head) => head !== undefined);
    this.#touched.clear();
    if (entries.length === 0 && heads.length === 0) return this.#compressWhenCalm(0);
    try {
      if (closed !== null) throw closed;
      await this.archive.append(entries, heads);
    } catch (error) {
      // The browser has closed the database, and that was all: it is opened again at once.
      if (closed === null && this.archive.isClosed && !isSecond) {
        this.#putBack(entries, heads);
        return this.#write(true);
      }
      faults.note('archive', error);
      this.#refused(entries, heads, closed === null ? reasonOf(error) : because('noDatabase', {}, reasonOf(error)));
      return;
    }
    this.#refusing.clear();
    this.#setRefusal(null);
    this.#recordLosses();
    await this.#retainNowAndThen(entries.length);
    await this.#compressWhenCalm(entries.length);
  }

  /** Opens the archive if it is closed, and takes up what is in it then. Returns why it cannot be opened, or null. */
  async #openAgain(): Promise<Error | null> {
    if (!this.archive.isClosed) return null;
    try {
      await this.archive.reopen();
      await this.#takeUp(await this.archive.heads());
      return null;
    } catch (error) {
      return error instanceof Error || error instanceof DOMException ? error : new Error(String(error));
    }
  }

  /**
   * The archive was opened again. Of a recording that it does not know any more, what is in memory is written once more, and
   * the rest is lost; one that has ended was on disk alone. What nobody knew of yet is listed.
   */
  async #takeUp(heads: readonly RecordingHead[]): Promise<void> {
    const onDisk = new Set(heads.map(({ card }) => card.id));
    const inMemory = new Set([...this.#recordings.values()].map(({ card }) => card.id));
    let gone = 0;
    for (const recording of this.all().filter(({ card }) => !onDisk.has(card.id))) {
      if (recording.card.endedAt === null || this.#backlog.has(recording.source)) this.#writeAnew(recording);
      else {
        this.#forget(recording.source);
        if (recording.card.deletedAt === null) gone += 1;
      }
    }
    for (const head of heads.filter(({ card }) => !inMemory.has(card.id))) this.#adopt(head);
    this.#recordLosses();
    if (gone > 0) await this.archive.tell({ why: 'gone', limit: 0, recordings: gone });
    this.onList();
  }

  /** Has the newest entries written again that are in memory without a gap, and notes what was before them as lost. */
  #writeAnew(recording: Recording): void {
    const { source, card, lastAt } = recording;
    const waiting = this.#backlog.firstOf(source);
    const all = recording.entries().filter(({ seq }) => seq < (waiting?.seq ?? recording.next));
    let first = all.length;
    while (first > 0 && all[first - 1]!.seq === (all[first]?.seq ?? waiting?.seq ?? recording.next) - 1) first -= 1;
    const kept = all.slice(first);
    const oldest = kept[0] ?? waiting;
    const from = oldest?.seq ?? recording.next;
    if (from > card.first) this.#backlog.lose({ source, from: card.first, to: from - 1, since: card.startedAt, until: oldest?.at ?? lastAt, why: because('databaseDeleted') });
    this.#backlog.putBack(kept);
    this.#touch(source);
  }

  /** Lists a recording that was on disk while it could not be opened. One of a source that has another by now has ended. */
  #adopt(head: RecordingHead): void {
    const isFree = this.#recordings.get(head.source)?.isEmpty ?? true;
    const known = isFree ? head : endedHead(head, head.lastAt);
    this.#recordings.set(known.source, new Recording(known.source, wallClock(), known));
    this.#restorations.delete(known.source);
    if (!isFree) this.#touch(known.source);
  }

  #recordLosses(): void {
    for (const { source, ...lost } of this.#backlog.losses()) if (this.#recordings.has(source)) this.record(source, { kind: 'lost', ...lost });
  }

  /** The entries stay in memory and are written with the next ones, as far as they fit. One entry in each recording says so. */
  #refused(entries: readonly Entry[], heads: readonly RecordingHead[], why: Why): void {
    this.#setRefusal(why);
    for (const { source, card } of heads) {
      if (this.#refusing.has(source) || card.endedAt !== null) continue;
      this.#refusing.add(source);
      this.record(source, { kind: 'unsaved', why });
    }
    this.#putBack(entries, heads);
  }

  #putBack(entries: readonly Entry[], heads: readonly RecordingHead[]): void {
    this.#backlog.putBack(entries.filter(({ source }) => this.#recordings.has(source)));
    for (const { source } of heads) if (this.#recordings.has(source)) this.#touch(source);
  }

  /** Comes back to it for as long as there are blocks to compress. What cannot be compressed now is the next time. */
  async #compressWhenCalm(written: number): Promise<void> {
    const most = written <= CALM ? COMPRESSED_AT_ONCE : 0;
    if ((await this.archive.compress(most).catch(faults.goOnWith('archive', false)))) this.#flushSoon();
  }

  async #retainNowAndThen(written: number): Promise<void> {
    this.#sinceRetained += written;
    if (this.#sinceRetained >= RETAIN_EVERY || performance.now() - this.#retainedAt >= RETAIN_MS) await this.#retain();
  }

  async #retain(): Promise<void> {
    this.#sinceRetained = 0;
    this.#retainedAt = performance.now();
    // What is not on disk yet is not what it will be. What cannot make room now does so the next time.
    if (this.#refusal !== null) return;
    const gone = await this.archive.retain(this.retention, wallClock()).catch(faults.goOnWith('archive', []));
    for (const source of gone) this.#forget(source);
  }

  #setRefusal(why: Why | null): void {
    if (whyText(why) === whyText(this.#refusal)) return;
    this.#refusal = why;
    this.onList();
  }
}

/** Why the disk has refused something, in a sentence. Chromium says of a full one nothing but the error's name. */
function reasonOf(error: unknown): Why {
  if (!(error instanceof Error || error instanceof DOMException)) return String(error);
  if (error.name === 'QuotaExceededError') return because('quotaExceeded');
  return error.message === '' ? error.name : error.message;
}
