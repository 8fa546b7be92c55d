/**
 * What waits to be told to the bridge: events as JSON, in order, in batches, and within bounds whatever a page does.
 * Nothing is ever lost in silence: what finds no room is counted, and the count is an event.
 */
import { stringify } from './intrinsics.ts';

/** When a batch goes at the latest, after its first event, in milliseconds. One message per event costs three times more. */
export const BATCH_MS = 50;
/** When a batch goes at once, in UTF-16 units. */
const BATCH_UNITS = 262_144;
/** What may wait while the bridge takes nothing: frames up to this, sockets that open up to twice, that close up to four times. */
const MOST_EVENTS = 5_000;
const MOST_UNITS = 8_388_608;

export interface Channel {
  readonly id: string;
  /** How the JSON of its frames begins, up to the time. */
  readonly incoming: string;
  readonly outgoing: string;
  /** The JSON of its first event until that is told: a channel that found no room is told with its next event. */
  opening: string;
  /** Frames that found no room and are not told yet. */
  lost: number;
  /** The next in the list of those that lost frames, and whether it is in it. */
  nextLoser: Channel | null;
  isLoser: boolean;
}

interface Batch {
  readonly text: string;
  readonly events: number;
  next: Batch | null;
}

/** A place in the order of events, that a Blob has until it is read, and whatever comes after it. */
export interface Place {
  readonly channel: Channel;
  json: string | null;
  next: Place | null;
}

export interface OutboxOptions {
  /** Hands a batch over, a JSON array; false when it was not taken, and is to be offered again. */
  readonly deliver: (batch: string) => boolean;
  /** Calls back after `BATCH_MS`. */
  readonly later: (callback: () => void) => void;
  readonly now: () => number;
  /** Stands for the sockets of which not even the first event found room. */
  readonly nobody: string;
}

export type Outbox = ReturnType<typeof createOutbox>;

export function createChannel(id: string, opening: string): Channel {
  const frame = `{"type":"frame","channel":"${id}","direction":`;
  return { id, incoming: `${frame}"in","at":`, outgoing: `${frame}"out","at":`, opening, lost: 0, nextLoser: null, isLoser: false };
}

export function createOutbox({ deliver, later, now, nobody }: OutboxOptions) {
  let text = '';
  let events = 0;
  let firstBatch: Batch | null = null;
  let lastBatch: Batch | null = null;
  let firstPlace: Place | null = null;
  let lastPlace: Place | null = null;
  let losers: Channel | null = null;
  /** Of everything that waits, held places included. */
  let waitingEvents = 0;
  let waitingUnits = 0;
  let refused = false;
  let isScheduled = false;
  let isHurried = false;
  /** When the last flush was, or the first event after it. */
  let idleSince = 0;
  const unknown = createChannel(nobody, '');

  const hasRoom = (units: number, factor: number) => waitingEvents < MOST_EVENTS * factor && waitingUnits + units <= MOST_UNITS * factor;

  const lose = (channel: Channel, frames: number) => {
    channel.lost += frames;
    // One that is not even told about yet says it when it is.
    if (channel.isLoser || channel.opening !== '') return;
    channel.isLoser = true;
    channel.nextLoser = losers;
    losers = channel;
  };

  const append = (json: string) => {
    text = text === '' ? `[${json}` : `${text},${json}`;
    events += 1;
  };

  const appendGap = (channel: Channel) => {
    const why = channel === unknown ? 'socketsTooFast' : 'framesTooFast';
    const json = `{"type":"gap","channel":"${channel.id}","at":${now()},"frames":${channel.lost},"why":${stringify(why)}}`;
    channel.lost = 0;
    waitingEvents += 1;
    waitingUnits += json.length;
    append(json);
  };

  /** Writes an event, and before it whatever its channel still owes. */
  const write = (channel: Channel, json: string) => {
    if (channel.opening !== '') {
      waitingEvents += 1;
      waitingUnits += channel.opening.length;
      append(channel.opening);
      channel.opening = '';
    }
    if (channel.lost > 0) appendGap(channel);
    if (json !== '') append(json);
  };

  const closeBatch = () => {
    if (text === '') return;
    const batch: Batch = { text: `${text}]`, events, next: null };
    if (lastBatch === null) firstBatch = batch;
    else lastBatch.next = batch;
    lastBatch = batch;
    text = '';
    events = 0;
  };

  const schedule = () => {
    if (isScheduled) return;
    isScheduled = true;
    idleSince = now();
    later(() => {
      isScheduled = false;
      flush();
    });
  };

  /** Hands over all that it can. */
  function flush(): void {
    idleSince = now();
    closeBatch();
    while (firstBatch !== null) {
      refused = !deliver(firstBatch.text);
      if (refused) break;
      waitingEvents -= firstBatch.events;
      waitingUnits -= firstBatch.text.length - firstBatch.events - 1;
      firstBatch = firstBatch.next;
      if (firstBatch === null) lastBatch = null;
    }
    if (!refused) tellLosses();
    if (firstBatch !== null || text !== '') schedule();
  }

  /** Those that lost frames may have no more events of their own to say it with. */
  function tellLosses(): void {
    while (losers !== null) {
      const loser: Channel = losers;
      losers = loser.nextLoser;
      loser.nextLoser = null;
      loser.isLoser = false;
      if (loser.lost > 0) write(loser, '');
    }
  }

  const settle = (at: number) => {
    if (text.length >= BATCH_UNITS) {
      closeBatch();
      if (!refused) flush();
    }
    // Browsers slow down the timers of hidden pages, to one a minute.
    if (isHurried || (isScheduled && at - idleSince > BATCH_MS * 2)) flush();
    if (text !== '' || firstBatch !== null) schedule();
  };

  const enter = (channel: Channel, at: number, json: string) => {
    waitingEvents += 1;
    waitingUnits += json.length;
    if (lastPlace === null) {
      write(channel, json);
      settle(at);
    } else {
      lastPlace = lastPlace.next = { channel, json, next: null };
    }
  };

  return {
    /** Tells that the channel is there, now or with its next event. */
    open(channel: Channel, at: number): void {
      const { opening } = channel;
      if (!hasRoom(opening.length, 2)) return;
      channel.opening = '';
      enter(channel, at, opening);
    },
    /** Tells of a frame of a channel. */
    frame(channel: Channel, at: number, json: string): void {
      if (hasRoom(json.length, 1)) enter(channel, at, json);
      else lose(channel, 1);
    },
    /** Tells that a channel has ended. One that was never told about ends untold, but counted. */
    close(channel: Channel, at: number, json: string): void {
      if (channel.opening === '' && hasRoom(json.length, 4)) {
        enter(channel, at, json);
      } else {
        lose(unknown, channel.lost + 1);
        channel.lost = 0;
      }
    },
    /** Keeps a place for a frame that is still to be read, of about so many bytes; null when there is no room. */
    hold(channel: Channel, bytes: number): Place | null {
      if (!hasRoom(bytes, 1)) {
        lose(channel, 1);
        return null;
      }
      waitingEvents += 1;
      waitingUnits += bytes;
      const place: Place = { channel, json: null, next: null };
      if (lastPlace === null) firstPlace = place;
      else lastPlace.next = place;
      lastPlace = place;
      return place;
    },
    /** Fills a held place, and lets go what waited for it. */
    fill(place: Place, bytes: number, json: string): void {
      place.json = json;
      waitingUnits += json.length - bytes;
      while (firstPlace !== null && firstPlace.json !== null) {
        const { channel, json: ready, next }: Place = firstPlace;
        firstPlace = next;
        if (next === null) lastPlace = null;
        write(channel, ready);
      }
      settle(now());
    },
    /** From now on everything goes at once, for there may be no later, or no more. */
    hurry(isLeaving: boolean): void {
      isHurried = isLeaving;
      flush();
    },
  };
}
