/** What is left out of a recording: values under names of secrets, and nothing else of what a developer looks for. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import msgpack from 'socket.io-msgpack-parser';
import { parseLogMessage } from '../../../../src/core/session/log-line.ts';
import { Secrets } from '../../../../src/background/secrets.ts';
import { packetFact } from '../../../../src/core/capture/conversation.ts';
import type { Entry, Fact, FactOf } from '../../../../src/core/entries/entry.ts';
import { redactRecorded } from '../../../../src/core/redaction/redact-recorded.ts';
import { LEFT_OUT, mayHaveSecret } from '../../../../src/core/redaction/redact-text.ts';
import { secretNames } from '../../../../src/core/redaction/secret-names.ts';
import { isRedacted } from '../../../../src/panel/lists/redacted.ts';
import { packetContent } from '../../../../src/core/entries/packet-content.ts';
import { fromBase64, toBase64 } from '../../../../src/core/wire/base64.ts';
import { createDecoder } from '../../../../src/core/wire/decoder.ts';

const redact = redactRecorded([]);

/** A frame as our own connection would record it, before anything is left out. */
function packet(data: string | Uint8Array, direction: 'in' | 'out' = 'in'): FactOf<'packet'> {
  const decoder = createDecoder({ kind: { protocol: 'socket.io', engineVersion: 4, engineSid: null } });
  return packetFact('own', decoder.decode({ direction, transport: 'websocket', data, cut: 0 }).at(-1)!);
}

const recorded = (data: string, direction: 'in' | 'out' = 'in') => redact(packet(data, direction));

describe('a packet', () => {
  it.each([
    ['42["login",{"user":"ada","token":"abc"}]', `42["login",{"user":"ada","token":"${LEFT_OUT}"}]`],
    ['42["order",{"id":12345678901234567890,"apiKey":"k", "n":1.0}]', `42["order",{"id":12345678901234567890,"apiKey":"${LEFT_OUT}", "n":1.0}]`],
    ['42["usage",{"max_tokens":512,"total_tokens":1234}]', '42["usage",{"max_tokens":512,"total_tokens":1234}]'],
    ['42["token","Hello"]', '42["token","Hello"]'],
    ['42["error","Invalid token: expired"]', '42["error","Invalid token: expired"]'],
    ['42["log_message",{"message":"password: hunter2"}]', `42["log_message",{"message":"password: ${LEFT_OUT}"}]`],
    ['42["shipping",{"mapping":"pinned","author":"ada"}]', '42["shipping",{"mapping":"pinned","author":"ada"}]'],
  ])('%s is recorded as %s', (wire, kept) => expect(recorded(wire)).toMatchObject({ text: kept }));

  it('without a secret is the very same fact, which costs nothing', () => {
    const fact = packet('42["chat",{"text":"hello"}]');
    expect(redact(fact)).toBe(fact);
    const line = parseLogMessage([{ message: 'shipping order 7', level: 'info', n: 3 }]);
    expect(redact(line)).toBe(line);
  });

  it('that lets a client in keeps the names of its auth, and what is neither text nor an object', () => {
    const fact = recorded('40/admin,{"user":"ada","deep":{"a":"b"},"version":3,"beta":true,"pin":1234,"pid":"p1","offset":"o1"}', 'out');
    const [, json = ''] = /^40\/admin,(.*)$/.exec(fact.text ?? '') ?? [];
    expect(JSON.parse(json)).toEqual({ user: LEFT_OUT, deep: LEFT_OUT, version: 3, beta: true, pin: LEFT_OUT, pid: 'p1', offset: 'o1' });
    expect(fact.preview).not.toContain('ada');
  });

  it('of socket.io-json-parser keeps its form too', () => {
    const fact = recorded('4{"type":0,"data":{"user":"ada","version":3},"nsp":"/admin"}', 'out');
    expect(fact.text).toBe(`4{"type":0,"data":{"user":"${LEFT_OUT}","version":3},"nsp":"/admin"}`);
    expect(fact.preview).not.toContain('ada');
    // Auth of a usual CONNECT that merely looks alike.
    expect(recorded('40{"type":0,"nsp":"/","data":{},"user":"ada"}', 'out').text).not.toContain('ada');
  });

  it('of an unknown parser keeps none of the texts in the first message', () => {
    const fact = redact({ ...packet('4{"t":0,"nsp":"/","d":{"user":"ada"},"key":"abc"}', 'out'), type: 'json', problem: 'custom-parser' });
    expect(fact.text).toBe(`4{"t":0,"nsp":"/","d":"${LEFT_OUT}","key":"${LEFT_OUT}"}`);
    expect(redact({ ...packet('4nsp=/&user=ada', 'out'), type: 'text', problem: 'custom-parser', preview: 'nsp=/&user=ada' })).toMatchObject({ text: LEFT_OUT, preview: LEFT_OUT });
  });

  it('that was cut off within its auth keeps nothing of it', () => {
    const fact = { ...packet('40{"token":"abc"}', 'out'), text: '40{"token":"ab', preview: '{token: "ab' };
    expect(redact(fact)).toMatchObject({ text: `40${LEFT_OUT}`, preview: LEFT_OUT });
  });

  it('in MessagePack keeps its form, with its secrets masked', () => {
    const encode = (value: unknown) => new Uint8Array((new msgpack.Encoder().encode(value) as unknown as [ArrayBuffer])[0]);
    const event = packet(encode({ type: 2, nsp: '/', data: ['login', { user: 'ada', token: 'abc', deep: [{ password: 'påss' }] }] }));
    const kept = redact(event);
    const decoded = packetContent({ ...kept, source: 'a', seq: 0, at: 0 }, 'socket.io-4');
    expect(decoded).toMatchObject({ event: 'login', args: [{ user: 'ada', token: '***', deep: [{ password: '*****' }] }] });
    expect(isRedacted({ ...kept, source: 'a', seq: 0, at: 0 })).toBe(true);
    const connect = redact(packet(encode({ type: 0, nsp: '/', data: { user: 'ada', n: 1 } }), 'out'));
    expect(packetContent({ ...connect, source: 'a', seq: 0, at: 0 }, 'socket.io-4')).toMatchObject({ auth: { user: '***', n: 1 } });
  });

  it('has its secrets left out of attachments that are JSON, and other attachments as they were', () => {
    const attached = (text: string) => toBase64(new TextEncoder().encode(text));
    const image = toBase64(Uint8Array.of(0xff, 0xd8, ...new TextEncoder().encode('token=abc')));
    const fact = redact({ ...packet('42["file",1]'), attachments: [attached('{"token":"abc","n":1}'), image, attached('hello')] });
    expect(new TextDecoder().decode(fromBase64(fact.attachments[0]!)!)).toBe(`{"token":"${LEFT_OUT}","n":1}`);
    expect(fact.attachments.slice(1)).toEqual([image, attached('hello')]);
  });
});

describe('what lets a client in', () => {
  const bytes = (...parts: (number | string)[]) => Uint8Array.from(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...new TextEncoder().encode(part)])));
  const field = (text: string) => [0, text.length, text];
  const mqtt = (level: number, ...rest: (number | string)[]) => {
    const body = bytes(0, 4, 'MQTT', level, ...rest);
    return bytes(0x10, body.length, ...body);
  };
  const plain = (data: string | Uint8Array) => packetFact('s', createDecoder({ kind: { protocol: 'plain', engineVersion: null, engineSid: null } }).decode({ direction: 'out', transport: 'websocket', data, cut: 0 }).at(-1)!);

  it.each([
    ['MQTT 3.1.1', mqtt(4, 0xc2, 0, 60, ...field('client'), ...field('ada'), ...field('hunter2')), 'hunter2'],
    ['MQTT 3.1.1 with a will', mqtt(4, 0xc6, 0, 60, ...field('client'), ...field('gone'), ...field('bye'), ...field('ada'), ...field('hunter2')), 'hunter2'],
    ['MQTT 5 with properties', mqtt(5, 0xc2, 0, 60, 5, 0x11, 0, 0, 0, 9, ...field('client'), ...field('ada'), ...field('hunter2')), 'hunter2'],
    ['WAMP in MessagePack', bytes(0x93, 5, 0xa7, 'hunter2', 0x80), 'hunter2'],
  ])('by %s is masked, and the rest of it stays', (_, data, secret) => {
    const kept = fromBase64(redact(plain(data)).binary!)!;
    expect(new TextDecoder('latin1').decode(kept)).toBe(new TextDecoder('latin1').decode(data).replace(secret, '*'.repeat(secret.length)));
  });

  it('by MQTT, without a password or cut off within it, is left as it is or masked to its end', () => {
    const without = plain(mqtt(4, 0x82, 0, 60, ...field('client'), ...field('ada')));
    expect(redact(without)).toBe(without);
    const cut = redact(plain(mqtt(4, 0xc2, 0, 60, ...field('client'), ...field('ada'), ...field('hunter2')).slice(0, -3))).binary!;
    expect(new TextDecoder('latin1').decode(fromBase64(cut)!).endsWith('ada\0\u0007****')).toBe(true);
  });

  it('is looked for in any bytes without harm', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (data, isConnect) => {
      const fact = plain(isConnect ? bytes(0x10, 40, 0, 4, 'MQTT', ...data) : data);
      expect(() => redact(fact)).not.toThrow();
    }));
  });

  it('keeps the name of an event, and adds no argument to it', () => {
    for (const event of ['auth:start', 'auth:success', 'token:refresh', 'password:changed', 'otp:requested', 'cookie:consent', 'pin:drop']) {
      const fact = packet(`42["${event}",{"user":"ada"}]`);
      expect(redact(fact)).toBe(fact);
    }
  });
});

describe('any other entry', () => {
  it.each<[Fact, string]>([
    [parseLogMessage([{ message: 'see ws://h/?token=abcdef', session_id: 'xyz' }]), 'abcdef'],
    [{ kind: 'acknowledged', afterMs: 1, late: false, payload: { status: 'ok', csrf_token: 'abcdef' }, serverTime: null }, 'abcdef'],
    [{ kind: 'refused', message: 'no', data: { password: 'abcdef' }, raw: '{"password":"abcdef"}' }, 'abcdef'],
    [{ kind: 'connect-failed', message: 'x', transport: null, status: 400, body: '{"token":"abcdef"}' }, 'abcdef'],
    [{ kind: 'socket-opened', socket: 'p', channel: 'p', url: 'ws://h/?access_token=abcdef', protocol: 'websocket', via: 'hook', madeBy: 'page', maker: 'http://h/#token=abcdef' }, 'abcdef'],
    [{ kind: 'socket-handshake', socket: 'p', method: 'GET', status: 101, statusText: '', requestHeaders: [['Cookie', 'abcdef'], ['X-Url', 'http://u:abcdef@h']], responseHeaders: [['Set-Cookie', 'abcdef']] }, 'abcdef'],
    [{ kind: 'navigation', tabId: 1, url: 'http://h/?id_token=abcdef', refresh: false, phase: '', sid: null, upMs: null }, 'abcdef'],
    [{ kind: 'probe', round: 1, question: 'polling', url: 'http://h/', origin: null, outcome: 'answered', status: 200, body: 'token=abcdef', headers: [], code: null, tookMs: 1, error: '', redirects: [] }, 'abcdef'],
  ])('%o is recorded without its secret', (fact, secret) => {
    const kept = JSON.stringify(redact(fact));
    expect(kept).not.toContain(secret);
    expect(kept).toContain(LEFT_OUT);
    expect(JSON.parse(kept)).toMatchObject({ kind: fact.kind });
  });
});

describe('the user’s own names', () => {
  it('are secrets too, and those with a minus are none', () => {
    const own = redactRecorded(['x-tenant', '-token']);
    expect(own(packet('42["a",{"X_Tenant":"abc","token":"abc","password":"abc"}]')).text).toBe(`42["a",{"X_Tenant":"${LEFT_OUT}","token":"abc","password":"${LEFT_OUT}"}]`);
  });

  it('are taken as text, whatever they are', () => {
    fc.assert(fc.property(fc.array(fc.string({ maxLength: 20 }), { maxLength: 5 }), fc.jsonValue(), (more, value) => {
      expect(() => redactRecorded(more)(packet(`42["a",${JSON.stringify(value)}]`))).not.toThrow();
    }));
  });
});

const SECRET_NAMES = ['token', 'accessToken', 'X-Api-Key', 'api_key', 'password', 'client_secret', 'Authorization', 'Cookie', 'csrf-token', 'auth', 'pin', 'private_key', 'session.id'];

it('a text with a secret is never passed over by the quick look', () => {
  const names = secretNames(['my-own key']);
  const around = fc.constantFrom('', ' ', '"', '{"', '\\n', 'x_', '?', '&', '\\"');
  fc.assert(fc.property(fc.constantFrom(...SECRET_NAMES, 'my-own key', 'MYOWNKEY'), around, fc.constantFrom('=', '":"', '": ', ':'), (name, before, assigns) => {
    const text = `${before}${name}${assigns}`;
    if (names.placesIn(text).length > 0) expect(mayHaveSecret(text, names)).toBe(true);
  }));
});

it('no secret under such a name survives in a recording, however deep and however often it is encoded', () => {
  const secret = fc.stringMatching(/^[a-z0-9]{12}$/).map((tail) => `Zq${tail}`);
  const holder = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.tuple(fc.constantFrom(...SECRET_NAMES), secret).map(([name, value]) => ({ before: 1, [name]: value, after: [true, 'x"y\\'] })),
      tie('value').map((inner) => ({ deep: [inner, null] })),
      tie('value').map((inner) => ({ text: JSON.stringify(inner) })),
    ),
  })).value;
  fc.assert(fc.property(holder, (value) => {
    expect(JSON.stringify(redact(packet(`42${JSON.stringify(['e', value])}`)))).not.toContain('Zq');
    expect(JSON.stringify(redact(parseLogMessage([{ message: 'm', ...(value as object) }])))).not.toContain('Zq');
  }));
});

describe('a user who keeps secrets', () => {
  const fact = packet('42["login",{"token":"abc"}]');
  const entry: Entry = { ...fact, source: 'a', seq: 0, at: 0 };

  it('has them in recordings, and still not at a collector', () => {
    const secrets = new Secrets({ secretKeys: [], keepSecrets: true });
    expect(secrets.forRecording(fact)).toBe(fact);
    expect(JSON.stringify(secrets.forForwarding(entry))).not.toContain('abc');
    secrets.configure({ secretKeys: ['login'], keepSecrets: false });
    expect(JSON.stringify(secrets.forRecording(fact))).not.toContain('abc');
    expect(JSON.stringify(secrets.forRecording(packet('42["a",{"login":"xyz"}]')))).not.toContain('xyz');
  });
});
