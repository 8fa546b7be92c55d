/** The state of the Compose view and what it does. It outlives the view's being hidden, so that a repetition goes on. */
import { computed, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { FieldError } from '../../core/settings/profile.ts';
import type { App } from '../../views/app.ts';
import { CommandError } from '../../views/link.ts';
import type { RecordingModel } from '../../views/model.ts';
import type { PageSocket } from '../page-sockets/page-sockets-fold.ts';
import type { PageSocketsView } from '../page-sockets/page-sockets-view.ts';
import { Answers } from './answers.ts';
import { compose, emptyDraft, type Draft, type Shape } from './draft.ts';
import { createMessageStore, type Message, type MessageStore, type TextStorage } from './message-store.ts';
import { repeat, type Repetition } from './repeat.ts';
import { closingOf, directionsFor, joinedNamespaces, shapeFor, socketOf, speakable, usualNamespace, type Closing, type Direction, type Target } from './targets.ts';
import { say } from '../../core/words/say.ts';

/** What is being sent, or was sent last. */
export interface Round {
  readonly total: number;
  readonly sent: number;
  readonly direction: Direction;
  readonly running: boolean;
  /** The page's socket that it goes through, and when the last one went, in epoch ms. */
  readonly through: PageSocket | null;
  readonly sentAt: number;
  /** Null where no acknowledgement was asked for. */
  readonly answers: Answers | null;
}

export interface ComposeView {
  readonly draft: Signal<Draft>;
  readonly target: Signal<Target>;
  readonly wantedDirection: Signal<Direction>;
  /** The page's sockets that can be spoken through. */
  readonly sockets: ReadonlySignal<readonly PageSocket[]>;
  /** The socket that the target means, or null for the background connection and where it has gone. */
  readonly socket: ReadonlySignal<PageSocket | null>;
  readonly shape: ReadonlySignal<Shape>;
  readonly direction: ReadonlySignal<Direction>;
  readonly acknowledges: ReadonlySignal<boolean>;
  /** The namespaces that the page's socket is in. */
  readonly namespaces: ReadonlySignal<readonly string[]>;
  /** How the socket ended after what was sent last, or null. */
  readonly closing: ReadonlySignal<Closing | null>;
  readonly error: Signal<FieldError | null>;
  readonly round: ReadonlySignal<Round | null>;
  /** Rises when an answer came. */
  readonly answered: ReadonlySignal<number>;
  readonly store: MessageStore;
  send(): Promise<void>;
  repeat(times: number, perSecond: number): Promise<void>;
  stop(): void;
  load(message: Message): void;
}

/** A message and where it goes, as it was when Send was pressed. */
interface Sending extends Message {
  readonly acknowledges: boolean;
  readonly to: Target;
  readonly through: PageSocket | null;
  readonly direction: Direction;
}

export function createComposeView(app: App, pageSockets: PageSocketsView, storage: TextStorage): ComposeView {
  const { model, page } = app;
  model.packetsWanted.value = true;
  const draft = signal(emptyDraft());
  const target = signal<Target>({ kind: 'background' });
  const wantedDirection = signal<Direction>('out');
  const sockets = computed(() => {
    void pageSockets.version.value;
    return speakable(pageSockets.page.value.sockets);
  });
  const socket = computed(() => socketOf(target.value, sockets.value));
  const shape = computed(() => shapeFor(target.value, socket.value));
  const direction = computed(() => {
    const possible = directionsFor(target.value, socket.value);
    return possible.includes(wantedDirection.value) ? wantedDirection.value : possible[0]!;
  });
  const acknowledges = computed(() => shape.value === 'event' && direction.value === 'out');
  const namespaces = computed(() => (void pageSockets.version.value, joinedNamespaces(socket.value)));
  const error = signal<FieldError | null>(null);
  const round = signal<Round | null>(null);
  const answered = signal(0);
  const store = createMessageStore(storage);
  let repetition: Repetition | null = null;
  let counter = 0;

  const recording = computed<RecordingModel | null>(() => (target.value.kind === 'background' ? model.recording.value : model.page.value));
  followAnswers(recording, round, answered);
  followNamespace(draft, () => (void pageSockets.version.value, usualNamespace(target.value, socket.value, model.profile.value?.namespace ?? '/')));
  const closing = computed(() => {
    void pageSockets.version.value;
    void answered.value;
    const { through = null, sentAt = 0, answers = null } = round.value ?? {};
    if (answers !== null && answers.acknowledged > 0) return null;
    return closingOf(through?.closed ?? null, sentAt, answers !== null && answers.open(Date.now()).waiting > 0);
  });

  /** Sends it once; resolves with whether that worked. What is edited meanwhile is for the next time. */
  async function sendOne({ draft: text, shape: form, acknowledges: asks, to, through, direction: way }: Sending, answers: Answers | null): Promise<boolean> {
    const composed = compose(text, form, asks, { counter: counter + 1, now: Date.now(), uuid: () => crypto.randomUUID() });
    if (!composed.ok) return refuse(composed.error);
    if (to.kind === 'page' && (page === null || through === null)) return refuse({ field: 'target', message: say('compose_goneError') });
    const sentAt = Date.now();
    answers?.sending(sentAt);
    try {
      if (to.kind === 'page') await app.send({ type: 'page-emit', tabId: page!.tabId, socket: through!.id, direction: way, composed: composed.value });
      else await app.send({ type: 'emit', profile: model.selected.peek() ?? '', composed: composed.value });
    } catch (reason) {
      answers?.refused();
      return refuse(reason instanceof CommandError ? { field: fieldOf(reason.field), message: reason.message } : { field: '', message: String(reason) });
    }
    counter += 1;
    round.value = { ...round.peek()!, sent: round.peek()!.sent + 1, sentAt };
    return true;
  }

  function refuse(reason: FieldError): false {
    error.value = reason;
    return false;
  }

  function newAnswers({ draft: text, acknowledges: asks, to, through }: Sending): Answers | null {
    if (!asks || !text.wantsAck) return null;
    const socketId = to.kind === 'background' ? 'own' : (through?.id ?? '');
    // Packets of the past may still be coming: whatever was told last, of any kind, is older than the answer.
    const { packets, signals, logs } = recording.peek() ?? {};
    const afterSeq = Math.max(...[packets, signals, logs].map((list) => list?.last?.seq ?? -1));
    return new Answers({ event: text.event, namespace: text.namespace.trim(), socket: socketId, afterSeq, timeoutMs: Number(text.timeout) });
  }

  async function run(total: number, work: (send: () => Promise<boolean>) => Promise<unknown>): Promise<void> {
    if (round.peek()?.running === true) return;
    const sending: Sending = {
      draft: draft.peek(),
      shape: shape.peek(),
      acknowledges: acknowledges.peek(),
      to: target.peek(),
      through: socket.peek(),
      direction: direction.peek(),
    };
    const answers = newAnswers(sending);
    error.value = null;
    round.value = { total, sent: 0, direction: sending.direction, running: true, through: sending.to.kind === 'page' ? sending.through : null, sentAt: 0, answers };
    await work(() => sendOne(sending, answers));
    repetition = null;
    const { sent } = round.peek()!;
    round.value = sent === 0 ? null : { ...round.peek()!, running: false };
    if (sent > 0) store.remember(sending, Date.now());
  }

  return {
    draft,
    target,
    wantedDirection,
    sockets,
    socket,
    shape,
    direction,
    acknowledges,
    namespaces,
    closing,
    error,
    round,
    answered,
    store,
    send: () => run(1, (send) => send()),
    repeat: (times, perSecond) =>
      run(times, (send) => {
        repetition = repeat({ times, perSecond, send });
        return repetition.done;
      }),
    stop: () => repetition?.stop(),
    load(message) {
      error.value = null;
      draft.value = message.draft;
    },
  };
}

/** The namespace is the target's usual one until somebody types another. */
function followNamespace(draft: Signal<Draft>, usual: () => string): void {
  let given = '/';
  effect(() => {
    const namespace = usual();
    if (draft.peek().namespace === given) draft.value = { ...draft.peek(), namespace };
    given = namespace;
  });
}

/** Hands the packets that are recorded from now on to whatever round awaits answers. */
function followAnswers(recording: ReadonlySignal<RecordingModel | null>, round: ReadonlySignal<Round | null>, answered: Signal<number>): void {
  let fed: Answers | null = null;
  let seen = -1;
  effect(() => {
    const answers = round.value?.answers ?? null;
    const packets = recording.value?.packets;
    void packets?.version.value;
    if (answers === null || packets === undefined) return;
    if (answers !== fed) seen = answers.awaited.afterSeq;
    fed = answers;
    for (let index = packets.indexOfSeq(seen + 1); index < packets.length; index += 1) {
      const entry = packets.at(index)!;
      answers.add(entry);
      seen = entry.seq;
    }
    answered.value = answered.peek() + 1;
  });
}

/** The field of the form that a command's field is: the background knows the message, and not the form. */
function fieldOf(field: string): string {
  if (field === 'profile' || field === 'socket' || field === 'kind') return 'target';
  const inMessage = field.replace(/^composed\./, '');
  return inMessage === 'ackTimeoutMs' ? 'timeout' : inMessage.replace(/^(args\.\d+)\..*$/, '$1');
}
