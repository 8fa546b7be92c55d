/** A tab with the real panel beside it, on which a test plays what can go wrong with a page's sockets, and has it diagnosed. */
import type { Frame, Page } from 'puppeteer-core';
import { diagnose } from '../../src/core/diagnosis/diagnose.ts';
import { Notebook } from '../../src/core/diagnosis/evidence/notebook.ts';
import type { Finding } from '../../src/core/entries/finding.ts';
import type { Entry, EntryOf, PacketType } from '../../src/core/entries/entry.ts';
import type { ClientPages, PageClient } from '../servers/client-pages.ts';
import { probed } from './probed.ts';
import { recordedOf, watchRecording } from './tab-recording.ts';
import { until } from './until.ts';

/** When nothing has been recorded for so long, nothing of what was played before is still to come. Milliseconds. */
const QUIET_MS = 250;

export class PageStage {
  #start = 0;
  #probes: Entry[] = [];

  private constructor(
    readonly page: Page,
    readonly panel: Frame,
    readonly pages: ClientPages,
  ) {}

  static async open(page: Page, panel: Frame, pages: ClientPages): Promise<PageStage> {
    await watchRecording(panel);
    return new PageStage(page, panel, pages);
  }

  /** Leaves whatever page there is, and begins a new play once all is quiet. */
  async clear(): Promise<void> {
    await this.page.goto(this.pages.empty);
    const all = await until(async () => {
      const entries = await this.#recorded();
      const last = entries.at(-1);
      return (last === undefined || Date.now() - Math.max(last.at, lastNavigation(entries)) > QUIET_MS) && { entries };
    });
    this.#start = (all.entries.at(-1)?.seq ?? -1) + 1;
    this.#probes = [];
  }

  /** Loads a page of its own for this script, from the usual site or another. */
  async visit(client: PageClient, script: string, site: ClientPages = this.pages): Promise<void> {
    await this.page.goto(site.page(client, script));
  }

  /** What was recorded since the play began. */
  async entries(): Promise<Entry[]> {
    const recorded = await this.#recorded();
    return [...recorded.filter(({ seq }) => seq >= this.#start), ...this.#probes];
  }

  /** Puts the probes' questions to a server, as the background would when the page fails. */
  async probe(server: string): Promise<void> {
    const { source, seq } = (await this.entries()).at(-1)!;
    const { facts } = await probed(server, { pageOrigin: this.pages.origin });
    this.#probes = facts.map((fact, index) => ({ ...fact, source, seq: seq + 1 + index, at: Date.now() }));
  }

  /** Waits for so many packets of a type. */
  async packets(direction: 'in' | 'out', type: PacketType, count = 1): Promise<void> {
    const some = (entry: Entry) => entry.kind === 'packet' && entry.type === type && entry.direction === direction;
    await this.#sees(`${count} times ${type} ${direction}`, (entries) => entries.filter(some).length >= count);
  }

  /** Waits for so many sockets to have ended. */
  async ends(count = 1): Promise<void> {
    await this.#sees(`${count} ends`, (entries) => entries.filter(({ kind }) => kind === 'socket-closed').length >= count);
  }

  /** Waits until a socket that was opened since then, in epoch milliseconds, has ended. */
  async fails(since: number): Promise<void> {
    await this.#sees('the end of another socket', (entries) => {
      const later = new Set(entries.flatMap((entry) => (entry.kind === 'socket-opened' && entry.at >= since ? [entry.socket] : [])));
      return entries.some((entry) => entry.kind === 'socket-closed' && later.has(entry.socket));
    });
  }

  /** What a diagnosis says now. */
  async findings(): Promise<Finding[]> {
    const entries = await this.entries();
    const notebook = new Notebook();
    for (const entry of entries) notebook.see(entry);
    return diagnose({ source: entries[0]?.source ?? '', subject: 'page', entries: notebook.entries(), now: Date.now() }).findings as Finding[];
  }

  /** Waits until the most telling finding is this one. */
  async diagnosed(id: string): Promise<Finding[]> {
    let findings: Finding[] = [];
    let told: Entry[] = [];
    await until(
      async () => {
        [findings, told] = [await this.findings(), await this.entries()];
        return findings[0]?.id === id;
      },
      { describe: () => `${id} in\n${told.map(inOneLine).join('\n')}\nIt says ${findings.map((finding) => `${finding.confidence} ${finding.id}`).join(', ') || 'nothing'}` },
    );
    return findings;
  }

  /** Waits until nothing more is recorded. */
  async quiet(): Promise<void> {
    await until(async () => Date.now() - ((await this.entries()).at(-1)?.at ?? 0) > QUIET_MS, { describe: 'quiet' });
  }

  /** What the background finds itself comes later and is about what was played before. */
  async #recorded(): Promise<Entry[]> {
    return (await recordedOf(this.panel)).filter(({ kind }) => kind !== 'diagnosis');
  }

  async #sees(what: string, condition: (entries: Entry[]) => boolean): Promise<void> {
    let told: Entry[] = [];
    const met = async () => condition((told = await this.entries()));
    await until(met, { describe: () => `${what} in\n${told.map(inOneLine).join('\n')}` });
  }
}

function lastNavigation(entries: readonly Entry[]): number {
  return entries.findLast((entry): entry is EntryOf<'navigation'> => entry.kind === 'navigation')?.at ?? 0;
}

function inOneLine(entry: Entry): string {
  return JSON.stringify(entry).slice(0, 300);
}
