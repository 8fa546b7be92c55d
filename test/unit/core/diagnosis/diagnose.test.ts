/** What holds of all rules, and of any entries whatever. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../../src/core/diagnosis/diagnose.ts';
import { Notebook } from '../../../../src/core/diagnosis/evidence/notebook.ts';
import { CAUSES } from '../../../../src/core/diagnosis/causes/causes.ts';
import type { Finding } from '../../../../src/core/entries/finding.ts';
import { PACKET_TYPES, parseEntry, PROBE_QUESTIONS, type Entry, type Fact } from '../../../../src/core/entries/entry.ts';
import { ack, beat, closed, connected, handshake, intent, log, opening, refused } from '../../../support/facts.ts';
import { findingWords, type FindingPart } from '../../../../src/core/words/finding.ts';
import { CATALOGS, inEach } from '../../../support/languages.ts';
import { expectWorded } from './words.ts';
import { failed, navigation, OPEN, packet, pageCloses, pageLeaves, pageOpens, pageShakes, POLL_URL, probe, START, type Told } from './material.ts';

/** The ids of the project's failure catalogue. */
const CATALOGUE = `server-unreachable wrong-path not-socketio cors-blocked origin-refused session-id-unknown protocol-mismatch websocket-blocked
  websocket-unsupported handshake-forbidden namespace-unknown connect-refused ping-timeout idle-cut payload-too-large parse-error werkzeug-false-500
  always-connect-loop silent-handshake parser-mismatch no-fallback client-ping-ignored ghost-sessions server-disconnected packets-lost not-acknowledged
  heartbeat-late worker-restarted server-restarted duplicate-connection emit-flood not-recovered tls-untrusted mixed-content
  csp-blocked local-network-blocked unsafe-port blocked-by-extension browser-blocked scheme-mismatch redirected port-taken tunnel-page edge-challenge
  host-unknown refused-in-front server-error page-speaks-plain transport-disabled post-refused second-upgrade-listener connect-unanswered plain-client
  page-frozen fixed-lifetime socket-refused socket-failed unexplained host-refused rate-limited server-unavailable
  frames-broken upgrade-malformed tls-refused not-http login-required query-lost answer-cached`.split(/\s+/);

describe('the causes', () => {
  it('are one for each id of the catalogue', () => expect(CAUSES.map(({ id }) => id).toSorted()).toEqual(CATALOGUE.toSorted()));

  it.each(CAUSES.map((cause) => [cause.id, cause] as const))('%s explains what there is', (_id, { explains }) => {
    for (const other of explains ?? []) expect(CATALOGUE).toContain(other);
  });

  it.each(CAUSES.map(({ id }) => id))('%s has a title, a cause, a fix and documentation in both languages', (id) => {
    inEach(() => {
      const words = (part: FindingPart) => findingWords({ id, variant: null, facts: {} }, part);
      expect(words('title')).not.toMatch(/^$|[.。]$/);
      expect(words('cause')).toMatch(/[.。}]$/);
      expect(words('fix')).toMatch(/[.。]$/);
      expect(new URL(words('link')).protocol).toBe('https:');
    });
  });

  it('are told in both languages with the same facts, and nothing else is told', () => {
    const factsIn = (message: string) => new Set([...message.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    const [english, chinese] = CATALOGS.map(({ messages }) => new Map([...messages].filter(([key]) => key.startsWith('diagnosis_')).map(([key, message]) => [key, factsIn(message)])));
    expect(chinese).toEqual(english);
    const ours = new RegExp(`^diagnosis_(${CATALOGUE.map((id) => id.replaceAll('-', '_')).join('|')})(_[a-zA-Z]+)?_(title|cause|fix|link)$`);
    expect([...english!.keys()].filter((key) => !ours.test(key))).toEqual([]);
  });
});

const texts = fc.constantFrom(OPEN, '40', '40{"sid":"a","pid":"p"}', '41', '41{"message":"no"}', '44/x,"Unable to connect"', '{"code":1,"message":"Session ID unknown"}', '96:0{"sid":1}', '<html>', '', '1', '"Not an accepted origin."', '0{', '{');
const sockets = fc.constantFrom('own', '1', '2', '3');
const reasons = fc.constantFrom('', 'ping timeout', 'parse error', 'no CONNECT reply', 'transport close', 'HTTP 400', 'HTTP 504', 'Invalid frame header', 'pageGone');
const codes = fc.constantFrom(null, 1000, 1001, 1005, 1006, 1009);
const goodbyes = fc.constantFrom('none' as const, 'client' as const, 'server' as const);
const statuses = fc.constantFrom(null, 101, 200, 400, 401, 403, 404, 413, 426, 500, 502);

const anyFact: fc.Arbitrary<Fact> = fc.oneof(
  fc.constantFrom<Fact>(
    intent('user'), intent('policy'), opening(), opening(1), handshake(), connected(), ack(), refused(), beat('answered', 1), beat('missed'), beat('sent'), navigation, pageLeaves('1'),
    { kind: 'worker-restarted', epoch: 'x', lastAt: 0 }, { kind: 'unacknowledged', deadlineMs: 1 }, { kind: 'ping', gapMs: 50_000 }, log('error', 'write() before start_response'),
    { kind: 'policy', action: 'heartbeat-reconnect', why: '' }, { kind: 'upgrade', stage: 'failed', transport: 'websocket', reason: null },
  ),
  fc.record({ direction: fc.constantFrom('in' as const, 'out' as const), type: fc.constantFrom(...PACKET_TYPES), text: fc.option(texts), socket: sockets, transport: fc.constantFrom('polling' as const, 'websocket' as const), problem: fc.constantFrom('', 'bad'), bytes: fc.constantFrom(1, 2_000_000) })
    .map(({ direction, type, ...changes }) => packet(direction, type, { ...changes, namespace: '/' })),
  fc.record({ reason: reasons, code: codes, goodbye: goodbyes, stood: fc.boolean(), livedMs: fc.constantFrom(0, 3_000, 60_000), detail: fc.option(texts.map((text) => `HTTP 400: ${text}`)) }).map(closed),
  fc.tuple(statuses, texts, fc.constantFrom('timeout', 'server error', 'websocket error')).map(([status, body, message]) => failed({ status, body, message })),
  fc.tuple(sockets, fc.constantFrom(POLL_URL, 'ws://a/socket.io/?EIO=3&transport=websocket', '', '%%%')).map(([socket, url]) => pageOpens(socket, { url })),
  fc.tuple(sockets, codes, reasons, goodbyes).map(([socket, code, reason, goodbye]) => pageCloses(socket, { code, reason, goodbye })),
  fc.tuple(sockets, statuses).map(([socket, status]) => pageShakes(socket, status ?? 0, '', [['Server', 'Werkzeug/2']])),
  fc.record({ question: fc.constantFrom(...PROBE_QUESTIONS), outcome: fc.constantFrom('answered' as const, 'opened' as const, 'closed' as const, 'refused' as const, 'hidden' as const, 'timeout' as const), status: statuses, body: fc.option(texts), url: fc.constantFrom('', 'http://shop.test/x', 'https://a') })
    .map(({ question, ...changes }) => probe(question, changes)),
);

describe('a diagnosis of any entries', () => {
  it('never throws, points at entries that are there, and names each cause once', () => {
    const told = new Map<string, Finding>();
    fc.assert(
      fc.property(fc.array(fc.tuple(anyFact, fc.constantFrom(0, 100, 5_000, 60_000)), { maxLength: 60 }), fc.constantFrom('own' as const, 'page' as const), (facts, subject) => {
        let at = START;
        const entries = facts.map(([fact, after], seq): Entry => ({ ...fact, source: 'a', seq, at: (at += after) }));
        const { findings } = diagnose({ source: 'a', subject, entries, now: at });
        expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
        for (const finding of findings) {
          const { evidence } = finding;
          told.set(`${finding.id} ${finding.variant} ${Object.keys(finding.facts).join()}`, finding);
          expect(evidence.length).toBeGreaterThan(0);
          for (const { seq } of evidence) expect(entries[seq]).toBeDefined();
        }
      }),
      { numRuns: 1_000 },
    );
    for (const finding of told.values()) {
      const { id, variant, facts, confidence, evidence } = finding;
      const recorded = { source: 'a', seq: 0, at: START, kind: 'diagnosis', finding: id, state: 'found', title: '', variant, facts, confidence, evidence };
      expect(parseEntry(recorded)).toEqual(recorded);
      expectWorded(finding);
    }
  });
});

describe('a notebook', () => {
  const entryOf = (fact: Told, seq: number): Entry => ({ ...fact, source: 'a', seq, at: START + seq });

  it('takes no note of a million entries that tell nothing, and hardly any time', () => {
    const notebook = new Notebook();
    const dull = [log('info', 'GET / 200'), packet('in', 'event', { namespace: '/', event: 'tick' }), packet('in', 'ping')].map(entryOf);
    const start = performance.now();
    for (let count = 0; count < 1_000_000; count += 1) if (notebook.see(dull[count % 3]!)) throw new Error('It took note of it.');
    // A few hundred milliseconds on a quiet machine; the bound is only there for something that grows.
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(notebook.entries()).toEqual([]);
  });

  it('stays within bounds, and no flood pushes another kind out', () => {
    const notebook = new Notebook();
    const first = [opening(), handshake(), closed()];
    const floods = [log('error', 'Invalid session a'), packet('in', 'malformed', { text: 'x'.repeat(10_000) }), packet('out', 'disconnect'), probe('path'), navigation, beat('missed')];
    for (const [seq, fact] of first.entries()) notebook.see(entryOf(fact, seq));
    for (let seq = 3; seq < 30_000; seq += 1) notebook.see(entryOf(floods[seq % floods.length]!, seq));
    const kept = notebook.entries();
    expect(kept.length).toBeLessThan(1_500);
    expect(kept.slice(0, 3).map(({ kind }) => kind)).toEqual(['opening', 'handshake', 'closed']);
    expect(kept.map(({ seq }) => seq)).toEqual(kept.map(({ seq }) => seq).toSorted((a, b) => a - b));
    for (const entry of kept) if (entry.kind === 'packet') expect(entry.text?.length ?? 0).toBeLessThanOrEqual(2_000);
  });

  it('notes the last packet before an end, and the first events after a connect', () => {
    const notebook = new Notebook();
    const connect = packet('in', 'connect', { namespace: '/', text: '40{"sid":"s"}' });
    const told = [connect, packet('out', 'event', { namespace: '/' }), packet('in', 'ping'), closed()];
    for (const [seq, fact] of told.entries()) notebook.see(entryOf(fact, seq));
    expect(notebook.entries().map(({ seq }) => seq)).toEqual([0, 1, 2, 3]);
  });
});
