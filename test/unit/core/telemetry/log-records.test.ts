import { JsonLogsSerializer } from '@opentelemetry/otlp-transformer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLogMessage } from '../../../../src/core/session/log-line.ts';
import type { Entry, Fact } from '../../../../src/core/entries/entry.ts';
import { logRecords } from '../../../../src/core/telemetry/log-records.ts';
import { isForwarded } from '../../../../src/core/telemetry/events.ts';
import { attribute, recordsOf } from '../../../servers/otlp-receiver.ts';
import { problemOf } from '../../../support/otlp-schema.ts';

const ORIGIN = { service: 'shop', instance: 'e5' };
const AT = 1_764_000_000_000.25;

const entry = (fact: Fact, seq = 0): Entry => ({ ...fact, source: 'p', seq, at: AT });

/** The request that goes over the wire, parsed again. */
function requestOf(entries: readonly Entry[]): unknown {
  return JSON.parse(new TextDecoder().decode(JsonLogsSerializer.serializeRequest(logRecords(entries, ORIGIN))));
}

function forwarded(fact: Fact) {
  const request = requestOf([entry(fact)]);
  expect(problemOf('logs', request)).toBeNull();
  return recordsOf(request)[0];
}

const line = (payload: unknown) => forwarded(parseLogMessage([payload]))!;

describe('a relayed line as a log record', () => {
  it('is what the server said, field by field', () => {
    const { record, scope, service } = line({ timestamp: '2026-11-24T12:00:00.123Z', level: 'WARN', logger: 'shop.orders', message: 'Order 7 is late', n: 3, paid: false, total: 1.5, items: [1, 'b', null], who: { id: 'x' } });
    expect(service).toBe('shop');
    expect(scope).toBe('shop.orders');
    expect(record).toMatchObject({
      timeUnixNano: '1795521600123000000',
      observedTimeUnixNano: '1764000000000250000',
      severityNumber: 13,
      severityText: 'WARN',
      body: { stringValue: 'Order 7 is late' },
    });
    expect(record.attributes).toEqual([
      { key: 'n', value: { intValue: 3 } },
      { key: 'paid', value: { boolValue: false } },
      { key: 'total', value: { doubleValue: 1.5 } },
      { key: 'items', value: { arrayValue: { values: [{ intValue: 1 }, { stringValue: 'b' }, {}] } } },
      { key: 'who', value: { kvlistValue: { values: [{ key: 'id', value: { stringValue: 'x' } }] } } },
      { key: 'log.record.uid', value: { stringValue: 'e5/p/0' } },
    ]);
  });

  it.each([
    ['debug', 5],
    ['info', 9],
    ['warning', 13],
    ['error', 17],
    ['fatal', 21],
    [undefined, 9],
  ])('of level %s has severity %i', (level, severity) => expect(line({ level, message: '' }).record.severityNumber).toBe(severity));

  it.each([
    ['no time', undefined],
    ['a time beyond what nanoseconds hold', 1e21],
    ['a time that is no time', 'yesterday'],
  ])('with %s has the time at which it came', (_name, timestamp) => expect(line({ timestamp, message: '' }).record.timeUnixNano).toBe('1764000000000250000'));

  it('without a logger is in our own scope', () => expect(line('plain').scope).toBe('holdfast'));

  it.each([
    ['whole numbers that no int64 holds', { n: 1e300 }, '1e+300'],
    ['whole numbers that no double counts', { n: 2 ** 60 }, String(2 ** 60)],
    ['half a surrogate pair', { n: 'a\uD800b' }, 'a\uFFFDb'],
  ])('has %s as text that every collector takes', (_name, fields, text) => expect(attribute(line({ message: '', ...fields }).record, 'n')).toBe(text));

  it('keeps fields whose text was cut as one attribute', () => {
    const fact = { ...parseLogMessage([{ message: 'm', a: 1 }]), fields: '{"a":1,"b":"cu', cut: 12 };
    const { record } = forwarded(fact)!;
    expect([attribute(record, 'holdfast.fields'), attribute(record, 'holdfast.cut')]).toEqual(['{"a":1,"b":"cu', 12]);
  });

  it('has at most 128 fields, none without a name, and says how many were left out', () => {
    const fields = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [i === 0 ? '' : `f${i}`, i]));
    const { record } = line({ message: '', ...fields });
    expect(record.attributes).toHaveLength(129);
    expect(record).toMatchObject({ droppedAttributesCount: 72 });
  });

  it('keeps a “__proto__” of the server as data', () => expect(attribute(line(JSON.parse('{"message":"","__proto__":"x"}')).record, '__proto__')).toBe('x'));
});

describe('an event as a log record', () => {
  const diagnosis = (state: 'found' | 'gone'): Fact => ({ kind: 'diagnosis', finding: 'idle-cut', state, variant: 'regular', facts: { seconds: 5 }, title: '', confidence: 'likely', evidence: [] });

  it('tells a finding in words', () => {
    expect(forwarded(diagnosis('found'))!.record.body).toEqual({ stringValue: 'The connection is cut whenever it was quiet for 5 s' });
    expect(forwarded(diagnosis('gone'))!.record.body).toEqual({ stringValue: 'Resolved: The connection is cut whenever it was quiet for 5 s' });
  });

  it.each<[string, number, Fact]>([
    ['holdfast.connection.connected', 9, { kind: 'connected', sid: 's', transport: 'websocket', recovered: false }],
    ['holdfast.connection.closed', 13, { kind: 'closed', reason: 'transport close', detail: null, code: 1006, codeReason: '', goodbye: 'none', stood: true, livedMs: 12.5 }],
    ['holdfast.connection.closed', 9, { kind: 'closed', reason: 'io client disconnect', detail: null, code: null, codeReason: null, goodbye: 'client', stood: true, livedMs: 9 }],
    ['holdfast.connection.refused', 17, { kind: 'refused', message: 'no token', data: null, raw: '44{"message":"no token"}' }],
    ['holdfast.connection.failed', 17, { kind: 'connect-failed', message: 'xhr poll error', transport: 'polling', status: 502, body: null }],
    ['holdfast.background.restarted', 13, { kind: 'worker-restarted', epoch: 'e6', lastAt: AT }],
    ['holdfast.diagnosis.found', 13, diagnosis('found')],
    ['holdfast.diagnosis.gone', 9, diagnosis('gone')],
  ])('is %s with severity %i', (name, severity, fact) => {
    const { record, scope } = forwarded(fact)!;
    expect(record).toMatchObject({ eventName: name, severityNumber: severity, timeUnixNano: '1764000000000250000' });
    expect(scope).toBe('holdfast');
    expect(isForwarded(entry(fact))).toBe(true);
  });

  it('is made of nothing else', () => {
    const ping = entry({ kind: 'ping', gapMs: 25_000 });
    expect(isForwarded(ping)).toBe(false);
    expect(logRecords([ping], ORIGIN)).toEqual([]);
  });
});

describe('a request', () => {
  const payload = fc.oneof(fc.anything(), fc.object({ key: fc.string({ unit: 'binary' }), values: [fc.string({ unit: 'binary' }), fc.double(), fc.integer(), fc.bigInt(), fc.boolean(), fc.constant(null)] }));

  it('is OTLP, whatever a server sends, and has every line once', () =>
    fc.assert(
      fc.property(fc.array(payload, { maxLength: 8 }), (payloads) => {
        const entries = payloads.map((sent, seq) => entry(parseLogMessage([sent]), seq));
        const request = requestOf(entries);
        expect(problemOf('logs', request)).toBeNull();
        const uids = recordsOf(request).map(({ record }) => attribute(record, 'log.record.uid'));
        expect(uids).toHaveLength(entries.length);
        expect(new Set(uids)).toEqual(new Set(entries.map(({ seq }) => `e5/p/${seq}`)));
      }),
    ));

  it.each([
    ['an unknown name', { resourceLogs: [{ scopeLogs: [{ logRecords: [{ severity: 9 }] }] }] }],
    ['a time that is no number', { resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano: 'now' }] }] }] }],
    ['a fraction as an int', { resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { intValue: 1.5 } }] }] }] }],
    ['a list that is none', { resourceLogs: 5 }],
  ])('with %s is refused by the definitions that judge here', (_name, request) => expect(problemOf('logs', request)).not.toBeNull());
});
