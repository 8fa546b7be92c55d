/**
 * Several lists, each in order of time, as one in order of time, without a copy of any. What happened at the same time
 * stands in the order of the lists. Pure.
 */
import { firstIndex } from './ascending-list.ts';

export interface TimedList {
  readonly length: number;
  timeAt(index: number): number;
}

/** An item by the number of its list and its index in there. */
export interface MergedItem {
  readonly list: number;
  readonly index: number;
}

export class MergedLists {
  constructor(private readonly lists: readonly TimedList[]) {}

  get length(): number {
    return this.lists.reduce((sum, { length }) => sum + length, 0);
  }

  /** Where an item stands among those of all lists. */
  indexOf({ list, index }: MergedItem): number {
    const time = this.lists[list]!.timeAt(index);
    return this.lists.reduce((sum, other, number) => {
      if (number === list) return sum + index;
      return sum + firstIndex(other.length, (at) => (number < list ? other.timeAt(at) > time : other.timeAt(at) >= time));
    }, 0);
  }

  /** How many of the items before an index are of each list. */
  before(index: number): number[] {
    return this.lists.map(({ length }, list) => firstIndex(length, (at) => this.indexOf({ list, index: at }) >= index));
  }

  /** The item at an index, or null. */
  at(index: number): MergedItem | null {
    if (index < 0) return null;
    for (const [list, at] of this.before(index).entries()) {
      if (at < this.lists[list]!.length && this.indexOf({ list, index: at }) === index) return { list, index: at };
    }
    return null;
  }

  /** The index of the first item of this time or later. */
  indexFrom(time: number): number {
    return this.lists.reduce((sum, list) => sum + firstIndex(list.length, (at) => list.timeAt(at) >= time), 0);
  }
}
