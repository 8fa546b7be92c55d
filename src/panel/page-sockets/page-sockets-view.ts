/** The state of the Page sockets view: the sockets so far, and the selected one. It outlives the view's being hidden. */
import { computed, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { Model } from '../../ui/model.ts';
import { PageSocketsFold } from './page-sockets-fold.ts';

export interface PageSocketsView {
  /** Changes in place; read `version` too. */
  readonly page: ReadonlySignal<PageSocketsFold>;
  readonly version: ReadonlySignal<number>;
  /** The id of the selected socket, whose detail is open. */
  readonly selected: Signal<string | null>;
}

export function createPageSocketsView(model: Model): PageSocketsView {
  const ackEvent = computed(() => model.profile.value?.events.ack ?? '');
  const page = signal(new PageSocketsFold(''));
  const version = signal(0);
  const selected = signal<string | null>(null);
  let generation = -1;
  let folded = 0;
  effect(() => {
    const packets = model.page.value?.packets;
    void packets?.version.value;
    const fold = page.peek();
    if (fold.ackEvent !== ackEvent.value || (packets !== undefined && packets.generation !== generation)) {
      page.value = new PageSocketsFold(ackEvent.value);
      generation = packets?.generation ?? -1;
      folded = 0;
    }
    if (packets === undefined) return;
    // What came and went again between two looks is not to be had any more.
    const first = Math.max(0, packets.length - (packets.appended - folded));
    for (let index = first; index < packets.length; index += 1) page.peek().add(packets.at(index)!);
    folded = packets.appended;
    version.value = version.peek() + 1;
  });
  return { page, version, selected };
}
