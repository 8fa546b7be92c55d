/** Secrets are left out of every format, wherever they stand. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { LEFT_OUT, redactText } from '../../../../src/core/redaction/redact-text.ts';
import { createRedactor } from '../../../../src/core/redaction/redactor.ts';
import { namesIn, secretNames } from '../../../../src/core/redaction/secret-names.ts';
import { writeCsv } from '../../../../src/core/files/write-csv.ts';
import { writeHar } from '../../../../src/core/files/write-har.ts';
import { writeMarkdown } from '../../../../src/core/files/write-markdown.ts';
import { writeNdjson } from '../../../../src/core/files/write-ndjson.ts';
import { previewArguments } from '../../../../src/core/wire/preview.ts';
import { parseLogMessage } from '../../../../src/core/session/log-line.ts';
import { conversation, fileOf, recorded, shared, type Said } from './files.ts';

const names = secretNames();
const redacted = (text: string) => {
  const found: string[] = [];
  return { text: redactText(text, names, (name) => found.push(name)), found };
};

/** What a call takes of this process's own time, in ms: a busy machine makes it no longer. */
function cpuMs(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

describe('a text', () => {
  it.each([
    ['nothing to hide', 'nothing to hide'],
    ['42["login",{"user":"ada","token":"abc"}]', `42["login",{"user":"ada","token":"${LEFT_OUT}"}]`],
    ['42["login",{"token":null,"isSecret":false,"pin":1234}]', `42["login",{"token":null,"isSecret":false,"pin":"${LEFT_OUT}"}]`],
    ['["Authorization","x",{"X-Api-Key":"k","apiKey":["a","b"]}]', `["Authorization","x",{"X-Api-Key":"${LEFT_OUT}","apiKey":"${LEFT_OUT}"}]`],
    ['42["login",{"token":"abc', `42["login",{"token":"${LEFT_OUT}`],
    ['42["login",{"secrets":{"a":["}",1', `42["login",{"secrets":"${LEFT_OUT}"`],
    ['{"body":"{\\"token\\":\\"a\\\\\\"b\\"}"', `{"body":"{\\"token\\":\\"${LEFT_OUT}\\"}"`],
    ['ws://h/socket.io/?EIO=4&token=abc&sid=1#x', `ws://h/socket.io/?EIO=4&token=${LEFT_OUT}&sid=1#x`],
    ['http://h/?access%5Ftoken=abc', `http://h/?access%5Ftoken=${LEFT_OUT}`],
    ['http://ada:hunter2@h/x', `http://ada:${LEFT_OUT}@h/x`],
    ['Authorization: Digest a=1, b=2\nnext', `Authorization: ${LEFT_OUT}\nnext`],
    ['sent Bearer abcdefgh.ij to it', `sent Bearer ${LEFT_OUT} to it`],
    ["{'password': 'a b', 'n': 1}", `{'password': '${LEFT_OUT}', 'n': 1}`],
    ['"login", {token: "abc", n: 1}', `"login", {token: "${LEFT_OUT}", n: 1}`],
    ['42["token","abc"]', `42["token","${LEFT_OUT}"]`],
    ['[["Cookie","a=b"],{"name":"X-Auth-Token","value":"v"}]', `[["Cookie","${LEFT_OUT}"],{"name":"X-Auth-Token","value":"${LEFT_OUT}"}]`],
    ['http://h/?q=%7B%22token%22%3A%22abc%22%7D&n=1', `http://h/?q=%7B%22token%22%3A%22${LEFT_OUT}%22%7D&n=1`],
    ['the author of tokens', 'the author of tokens'],
    ['passing: 3', 'passing: 3'],
    [`token=${LEFT_OUT}`, `token=${LEFT_OUT}`],
  ])('%s', (text, expected) => {
    expect(redacted(text).text).toBe(expected);
  });

  it('stays as it was, to the last digit, when it has no secret', () => {
    fc.assert(fc.property(fc.jsonValue().map((value) => JSON.stringify(value)), (text) => {
      const result = redacted(text);
      if (result.found.length === 0) expect(result.text).toBe(text);
      else expect(() => JSON.parse(result.text) as unknown).not.toThrow();
    }));
  });

  it('with a million quotes or brackets costs no more than its length', { timeout: 60_000 }, () => {
    for (const unit of ['"', '{"token":', 'a', 'token', 'eyJ', '\\"', 'token="']) {
      expect(cpuMs(() => redacted(`token ${unit.repeat(1_000_000 / unit.length)}`))).toBeLessThan(5_000);
    }
  });
});

it('takes time in proportion to a text that is made to be gone through again and again', { timeout: 300_000 }, () => {
  const units = ['"', '\\"', '{"token":', 'token', 'token="', 'pin ', 'auth:', 'auth:a', 'cookie: ', 'cookie-consent: x ', 'session=', 'session="', '<password>', '<password', '<pass a="b" ', 'key="password" ', '"name":"password",', '--pass '];
  const formed = ['//', '//a:', '-----BEGIN PRIVATE KEY-----', 'curl ', 'curl -u ', 'login a ', 'Basic ', 'sk-', 'sk-a', 'eyJ', 'eyJa.', 'eyJabcdefghi', String.raw`\u0061`, '%7B', 'STOMP\n', 'A:b\n', '密码', '&code='];
  for (const unit of [...units, ...formed]) {
    for (const before of ['token ', 'STOMP\n', '<password ']) {
      expect(cpuMs(() => redacted(before + unit.repeat(120_000 / unit.length))), `${before}${unit}…`).toBeLessThan(2_000);
    }
  }
});

const SECRET_NAMES = ['token', 'accessToken', 'X-Api-Key', 'api_key', 'password', 'client_secret', 'Authorization', 'Cookie', 'csrf-token', 'auth', 'jwt', 'private key'];
const secretName = fc.constantFrom(...SECRET_NAMES);
/** Unlike anything else in a file, and with nothing that a format would escape: what it becomes then is not looked for. */
const secret = fc.stringMatching(/^[a-z0-9]{12}$/).map((tail) => `Zq${tail}`);
const holder = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.tuple(secretName, secret).map(([name, value]) => ({ before: 1, [name]: value, after: [true, 'x"y\\'] })),
    tie('value').map((inner) => ({ deep: [inner, null] })),
    tie('value').map((inner) => ({ text: JSON.stringify(inner) })),
    fc.tuple(secretName, tie('value')).map(([name, inner]) => ({ [name]: inner })),
    secretName.chain((name) => secret.map((value) => `please use ${name.replace(' ', '_')}=${value} now`)),
    secret.map((value) => `see http://example.com/a?x=1&token=${value}&y=2`),
    secret.map((value) => `Bearer ${value}`),
    fc.tuple(secretName, secret).map((pair) => pair as unknown),
    fc.tuple(secretName, secret).map(([name, value]) => ({ name, value })),
    tie('value').map((inner) => `http://h/?data=${encodeURIComponent(JSON.stringify(inner))}`),
  ),
})).value;

const secretsIn = (text: string) => [...text.matchAll(/Zq[a-z0-9]{12}/g)].map(([found]) => found);

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** A conversation with secrets at every place that it has, and a log that tells them again. */
const secretive = fc.record({ value: holder, other: holder, auth: secret, query: secret, cut: fc.integer({ min: 1, max: 40 }), name: secretName }).map(({ value, other, auth, query, cut, name }) => {
  const event = JSON.stringify(['login', value]);
  const said: Said[] = [
    ['in', '0{"sid":"engine1","upgrades":[],"pingInterval":1,"pingTimeout":1}'],
    ['out', `40${JSON.stringify({ user: auth, nested: { deep: auth } })}`],
    ['out', `40/admin,${JSON.stringify({ anything: auth })}`],
    ['in', `40{"sid":"s","pid":"${auth}"}`],
    ['out', `421${event}`],
    ['out', `42${JSON.stringify([name, auth])}`],
    ['in', `431${JSON.stringify([other])}`],
    ['in', `44${JSON.stringify({ message: 'no', data: other })}`],
    ['in', `42${event.slice(0, -cut)}`],
    ['in', '451-["file",{"_placeholder":true,"num":0}]'],
    ['in', bytesOf(JSON.stringify(value))],
  ];
  const page = conversation(said, { url: `ws://127.0.0.1:1/socket.io/?EIO=4&transport=websocket&token=${query}` });
  const own = recorded([
    parseLogMessage([{ message: `logging in with ${JSON.stringify(value)}`, level: 'info', extra: other, [name]: auth }]),
    parseLogMessage([{ message: `Authorization: Basic ${auth}`, logger: `x?token=${query}` }]),
    { kind: 'acknowledged', afterMs: 1, late: false, payload: { value, other }, serverTime: null },
    { kind: 'refused', message: 'no', data: other, raw: `44${JSON.stringify(other)}` },
    { kind: 'connect-failed', message: 'x', transport: null, status: 400, body: JSON.stringify(value) },
    { kind: 'socket-opened', socket: 'p', channel: 'p', url: `http://h/?${encodeURIComponent(name)}=${query}`, protocol: 'websocket', via: 'har', madeBy: 'page', maker: `http://h/#token=${query}` },
    { kind: 'socket-handshake', socket: 'p', method: 'GET', status: 101, statusText: '', requestHeaders: [['Cookie', `a=${auth}`], ['X-Thing', `token=${query}`]], responseHeaders: [['Set-Cookie', auth]] },
    { kind: 'packet', socket: 'p', direction: 'in', transport: 'websocket', type: 'json', namespace: null, ackId: null, event: '', preview: previewArguments([value]), bytes: 1, text: JSON.stringify(value), binary: null, attachments: [], cut: 0, problem: '', answers: null, answeredBy: null, offset: null },
  ]);
  return { page, own };
});

describe('what is exported', () => {
  it.each([
    ['NDJSON', writeNdjson],
    ['CSV', writeCsv],
    ['HAR', writeHar],
    ['Markdown', writeMarkdown],
  ])('has no secret in it as %s', { timeout: 60_000 }, async (_, write) => {
    await fc.assert(
      fc.asyncProperty(secretive, async ({ page, own }) => {
        const redactor = createRedactor();
        const url = 'http://127.0.0.1/socket.io/?EIO=4&api_key=Zqabcdefghijkl';
        const recordings = [shared(own, { url }), shared(page)];
        const file = await fileOf(write, recordings, redactor);
        expect(secretsIn(file)).toEqual([]);
        expect([...file.matchAll(/[A-Za-z0-9+/]{16,}={0,2}/g)].flatMap(([run]) => secretsIn(atob(run.slice(0, run.length - (run.length % 4)).replace(/=+$/, '')))).length).toBe(0);
        expect(redactor.counts!.size).toBeGreaterThan(0);
        // The test is worth something: with nothing left out, they are there.
        if (write !== writeCsv) expect(secretsIn(await fileOf(write, recordings)).length).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });

  it('counts what was left out by name', () => {
    const redactor = createRedactor(namesIn('tenant, iban'));
    const [entry] = conversation([['out', '42["pay",{"iban":"DE1","token":"a","Token":"b","tenantId":7}]']], { source: 'default', socket: 'own' }).map(redactor.entry);
    expect(entry).toMatchObject({ text: `42["pay",${JSON.stringify({ iban: LEFT_OUT, token: LEFT_OUT, Token: LEFT_OUT, tenantId: LEFT_OUT })}]` });
    expect(Object.fromEntries(redactor.counts!)).toEqual({ iban: 1, token: 2, tenantid: 1 });
  });

  it('keeps the names of an auth payload and nothing else of it', () => {
    const redactor = createRedactor();
    const entries = conversation([['out', '40/admin,{"user":"ada","n":7}'], ['in', '40/admin,{"sid":"s1","pid":"p1"}']], { url: 'ws://h/socket.io/?EIO=4&transport=websocket' }).map(redactor.entry);
    expect(entries.slice(1)).toMatchObject([
      { text: `40/admin,{"user":"${LEFT_OUT}","n":"${LEFT_OUT}"}`, preview: `{user: "${LEFT_OUT}", n: "${LEFT_OUT}"}` },
      { text: `40/admin,{"sid":"s1","pid":"${LEFT_OUT}"}` },
    ]);
    expect(Object.fromEntries(redactor.counts!)).toEqual({ 'auth payload': 2, pid: 1 });
  });
});
