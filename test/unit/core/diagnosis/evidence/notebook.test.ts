/** What a notebook keeps of large entries. What it makes of small ones is seen in the diagnoses. */
import { describe, expect, it } from 'vitest';
import { Notebook } from '../../../../../src/core/diagnosis/evidence/notebook.ts';
import type { Entry, Fact } from '../../../../../src/core/entries/entry.ts';
import { entryBytes } from '../../../../../src/core/entries/lanes.ts';
import { log } from '../../../../support/facts.ts';
import { alive } from '../../../../support/garbage.ts';
import { packetFact } from '../../../views/samples.ts';

const MB = 1024 * 1024;

function entry(fact: Fact, seq: number): Entry {
  return { ...fact, source: 'tab:1', seq, at: seq };
}

/** A text that is no part of another one. */
const large = (units: number) => Buffer.alloc(units, 'a').toString('latin1');

describe('a notebook of large entries', () => {
  it('keeps of the last packet of each socket no more than its beginning, from the moment on at which it comes', async () => {
    const notebook = new Notebook();
    const refs = Array.from({ length: 50 }, (_, socket) => {
      const made = entry(packetFact({ socket: `s${socket}`, text: large(262_144), attachments: [large(1_000)] }), socket);
      notebook.see(made);
      return new WeakRef(made);
    });
    expect(await alive(refs)).toBe(0);
    notebook.see(entry({ kind: 'socket-closed', socket: 's7', code: 1006, reason: '', clean: false, goodbye: 'none', blocked: null }, 200));
    const [last] = notebook.entries();
    expect(last).toMatchObject({ kind: 'packet', socket: 's7', text: large(2_000), attachments: [] });
  });

  it('keeps of telling log lines what fits, the newest first to stay', () => {
    const notebook = new Notebook();
    for (let seq = 0; seq < 50; seq += 1) notebook.see(entry(log('error', `Invalid session ${large(MB)}`), seq));
    const kept = notebook.entries();
    expect(kept.at(-1)?.seq).toBe(49);
    expect(kept.reduce((sum, each) => sum + entryBytes(each), 0)).toBeLessThanOrEqual(4 * MB);
  });

  it('lets go at once of entries that made room', async () => {
    const notebook = new Notebook();
    const refs = Array.from({ length: 100 }, (_, seq) => {
      const made = entry({ kind: 'ping', gapMs: 1 }, seq);
      notebook.see(made);
      return new WeakRef(made);
    });
    expect(await alive(refs)).toBe(10);
  });
});
