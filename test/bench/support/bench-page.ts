/** What the benchmarks do from a page of the extension itself: fill its archive, look at what is in it, and speak to a background. */
import browser from 'webextension-polyfill';
import { parseLogMessage } from '../../../src/core/session/log-line.ts';
import { Archive } from '../../../src/archive/archive.ts';
import { ArchiveReader } from '../../../src/archive/archive-reader.ts';
import { Conversation } from '../../../src/core/capture/conversation.ts';
import { createOwnReader } from '../../../src/core/wire/session-reader.ts';
import type { Entry, Fact } from '../../../src/core/entries/entry.ts';
import { Recording } from '../../../src/core/session/recording.ts';
import type { Lane } from '../../../src/core/entries/lanes.ts';
import { LineJudge, type Judgement } from '../../soak/judge-lines.ts';
import type { BareOrder } from './bare-client.ts';
import { lineOf } from './lines.ts';
import { diagnosisCost } from './page-traffic.ts';

/** Lines that are written at once. */
const BATCH = 8_192;

export interface StoredSizes {
  readonly entries: number;
  /** Bytes of the entries' JSON, one by one. */
  readonly json: number;
  /** Bytes that their blocks hold. */
  readonly blocks: number;
  /** What the browser says that the database takes. */
  readonly disk: number;
}

let texts: (readonly string[])[] = [];
let reader: Promise<ArchiveReader> | undefined;
const opened = async () => (reader ??= ArchiveReader.open());

const bench = {
  /**
   * Records the lines from 1 to `lines` as the background would have, each as the packet that brought it and as a log line,
   * and writes them as it does. No background may know of the recording yet.
   */
  async fill(source: string, lines: number): Promise<void> {
    const archive = await Archive.open();
    const began = Date.now() - lines * 10;
    const recording = new Recording(source, began);
    let fresh: Entry[] = [];
    const record = (fact: Fact, at: number) => {
      const entry = recording.append(fact, at);
      fresh.push(entry);
      return entry;
    };
    const conversation = new Conversation('own', createOwnReader({ protocol: 'socket.io', engineVersion: 4, engineSid: null }), record);
    for (let n = 1; n <= lines; n += 1) {
      const line = lineOf(n);
      const at = began + n * 10;
      conversation.see({ direction: 'in', transport: 'websocket', data: `42${JSON.stringify(['log_message', line])}` }, at);
      record(parseLogMessage([line]), at);
      if (n % BATCH !== 0 && n !== lines) continue;
      await archive.append(fresh, [recording.head()]);
      // So many at once are written as they are, and compressed when it is calm.
      await archive.compress(Infinity);
      fresh = [];
    }
    archive.close();
  },

  /** How many entries of a lane are on disk. */
  async count(source: string, lane: Lane): Promise<number> {
    return (await (await opened()).lane(source, lane)).count;
  },

  /**
   * The first log line, counted from 1, that is not the one that was to come, or null when all are there in order: those
   * that were filled in, and then as many that a server has sent, whose numbers begin at 1 again.
   */
  async firstWrong(source: string, filled: number, sent: number): Promise<number | null> {
    let count = 0;
    for await (const entries of (await opened()).parts(source, { lanes: ['log'] })) {
      for (const entry of entries) {
        count += 1;
        const { message } = lineOf(count <= filled ? count : count - filled);
        if (entry.kind !== 'log' || entry.message !== message) return count;
      }
    }
    return count === filled + sent ? null : count + 1;
  },

  /** Whether the numbered lines of a recording are all there, once and in order. */
  async judgeLines(source: string): Promise<Judgement> {
    const judge = new LineJudge();
    for await (const entries of (await opened()).parts(source, { lanes: ['signal', 'log'] })) entries.forEach((entry) => judge.see(entry));
    return judge.judge();
  },

  async sizes(source: string): Promise<StoredSizes> {
    const archive = await opened();
    let json = 0;
    let entries = 0;
    const text = new TextEncoder();
    for await (const part of archive.parts(source, { lanes: ['signal', 'log', 'packet'] })) {
      entries += part.length;
      for (const entry of part) json += text.encode(JSON.stringify(entry)).length;
    }
    const lanes = await Promise.all((['signal', 'log', 'packet'] as const).map(async (lane) => archive.lane(source, lane)));
    const blocks = lanes.flatMap(({ stretches }) => stretches).reduce((sum, { bytes }) => sum + bytes, 0);
    const { usage = 0 } = await navigator.storage.estimate();
    return { entries, json, blocks, disk: usage };
  },

  /** Takes the texts of all log lines into memory, for `searchMemory`. */
  async loadTexts(source: string): Promise<void> {
    texts = [];
    for await (const entries of (await opened()).parts(source, { lanes: ['log'] })) {
      for (const entry of entries) if (entry.kind === 'log') texts.push([entry.message, entry.logger, entry.fields]);
    }
  },

  /** Looks for a text with `includes` in all that `loadTexts` took: how many lines have it, and the milliseconds that it took. */
  async searchMemory(text: string): Promise<{ found: number; all: number }> {
    const began = performance.now();
    const found = texts.reduce((sum, line) => (line.some((part) => part.includes(text)) ? sum + 1 : sum), 0);
    return { found, all: performance.now() - began };
  },

  diagnosisCost,

  /** Has the bare client connect, and count so many lines from now. Resolves when it is connected. */
  async startBare(order: BareOrder): Promise<void> {
    await browser.runtime.sendMessage(order);
  },
};

export type Bench = typeof bench;
Object.assign(globalThis, { bench });
