/**
 * How many recordings there are, kept beside their database: where that is emptied while no background runs, nothing in it
 * tells that there was anything.
 */
import { nativeBrowser as browser } from '../native-browser.ts';

const KEY = 'recordings';

export class RecordingCount {
  private constructor(private kept: number) {}

  static async load(): Promise<RecordingCount> {
    const { [KEY]: kept } = await browser.storage.local.get(KEY);
    return new RecordingCount(typeof kept === 'number' ? kept : 0);
  }

  /** As it was kept last, by an earlier background perhaps. */
  get last(): number {
    return this.kept;
  }

  keep(count: number): void {
    if (count === this.kept) return;
    this.kept = count;
    void browser.storage.local.set({ [KEY]: count });
  }
}
