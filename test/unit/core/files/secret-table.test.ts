/** What is a secret and what is none, text by text: in a recording and in an export. */
import { describe, expect, it } from 'vitest';
import { LEFT_OUT, redactText } from '../../../../src/core/redaction/redact-text.ts';
import { secretNames, type SecretUse } from '../../../../src/core/redaction/secret-names.ts';

const names = { recording: secretNames([], 'recording'), export: secretNames([], 'export') };
const redact = (use: SecretUse, text: string) => redactText(text, names[use], () => undefined);

/** Letters and digits as a machine makes them up, in as many as a form wants. Put together here, so that no scanner takes them for real ones. */
const made = (length: number, alphabet = 'aB3dE6gH9jK2mN5pQ8sT1vW4') => Array.from({ length }, (_, at) => alphabet[(at * 7) % alphabet.length]).join('');
const base64 = (value: unknown) => btoa(JSON.stringify(value));

/** The secret of each stands between «these». */
const HIDDEN = [
  // Names with a secret's word as a part of them.
  'DB_PASS=«hunter2»', 'db_pass: "«hunter2»"', '{"dbPass":"«hunter2»"}', '{"userpass":"«hunter2»"}', '{"pinCode":"«1234»"}', '{"user_pin":"«1234»"}', '{"userPin":"«4711a»"}',
  '{"authKey":"«abcdef»"}', '{"auth_key":"«abcdef»"}', '{"authkey":"«abcdef»"}', '{"authCode":"«x1»"}', '{"passcode":"«letmein»"}', '{"pass-code":"«letmein»"}', '{"pass_code":"«letmein»"}',
  '{"pw":"«hunter2»"}', '{"bearer":"«abc123»"}', '{"mfaCode":"«123456»"}', '{"oneTimeCode":"«123456»"}', '{"smsOtp":"«123456»"}', '{"totp":"«123456»"}',
  'PHPSESSID=«abc123»; path=/', '{"connect.sid":"«s%3Aabc»"}', 'JSESSIONID=«A1B2C3»', '{"encryptionKey":"«k»"}', '{"signing_key":"«k»"}', '{"sharedKey":"«k»"}', '{"webhookUrl":"«https://x.test/y»"}',
  `{"session":"«${made(24)}»"}`, `{"ticket":"«ST-${made(20)}»"}`, `{"sig":"«${made(32)}»"}`, `https://h/?sig=«${made(12)}»&x=1`, `https://h/cb?code=«${made(12)}»&state=1`, `https://h/maps?key=«${made(20)}»`,
  'PGPASSWORD=«hunter2» psql', 'MYSQL_PWD=«hunter2»', '{"smtpAuth":"«abc1»"}',
  // Known by their form.
  `pushed with «ghp_${made(36)}» ok`, `use «github_pat_${made(60)}» now`, `«glpat-${made(20)}»`, `charge «sk_live_${made(24)}»`, `charge «rk_test_${made(24)}»`, `slack «xoxb-${made(30)}»`, `«xapp-1-${made(30)}»`,
  `id «AKIA${made(16, 'ABCDEFGHIJKLMNOP234567')}» used`, `maps «AIza${made(35)}»`, `mail «SG.${made(22)}.${made(43)}»`, `«npm_${made(36)}»`, `«hf_${made(34, 'abcDEFghiJKL')}»`, `«shpat_${made(32, '0123456789abcdef')}»`,
  `«sk-proj-${made(40)}»`, `bot «123456789:AA${made(33)}»`, `hook https://hooks.slack.com/services/«T0${made(8)}/B0${made(8)}/${made(24)}»`, `https://discord.com/api/webhooks/123456789/«${made(40)}»`,
  `-----BEGIN RSA PRIVATE KEY-----«\nMIIE${made(40)}\nabc=\n»-----END RSA PRIVATE KEY-----`, `-----BEGIN PRIVATE KEY-----«\nMIIE${made(40)}»`,
  `git clone https://«${made(24)}»@github.com/a/b`, 'redis://:«hunter2»@h:6379/0', 'http://ada:«p@ss»@h/x', 'postgres://ada:«hunter2»@h/db', 'amqp://ada:«a:b@c»@h',
  'curl -u ada:«hunter2» http://h/', 'curl -sS --user "ada:«hunter2»" http://h/', 'tool --password «hunter2» --verbose', 'tool --api-key=«abc1» x', 'tool --token "«abc»" x', 'machine h login ada password «hunter2»',
  '<password>«hunter2»</password>', '<db:Password type="text">«hunter2»</db:Password>', '<password><![CDATA[«hunter2»]]></password>', '<add key="password" value="«hunter2»"/>', "<property name='db.password' value='«hunter2»'/>",
  '<string name="api_key">«abc1»</string>', '<meta name="csrf-token" content="«abc1»">', '[db]\npassword = «hunter2»\nuser = ada', 'Server=h;Uid=ada;Pwd=«hunter2»;', 'secret: "«a b»"',
  `jwt eyJ${made(20)}`.replace(/eyJ.*/, `«eyJ${made(20)}.${made(30)}.${made(20)}»`), 'Bearer «abc.def-123» sent', 'Basic «dXNlcjpwYXNz» sent', 'Authorization: «Token abc»',
  // Known by their shape.
  '{"key":"Authorization","value":"«Token abc»"}', '{"name":"password","value":"«hunter2»"}', '{"value":"«hunter2»","name":"password"}', '{"k":"password","v":"«hunter2»"}', '{"field":"password","value":"«hunter2»"}',
  '{"Key":"api_key","Value":"«abc1»"}', '[{"header":"X-Api-Key","value":"«abc1»"},{"header":"Accept","value":"text/html"}]', '{"name":"password","value":"«hunter2', "[{'name': 'password', 'value': '«hunter2»'}]",
  '[["Authorization","«Token abc1»"],["Accept","*/*"]]', '42["password","«hunter2»"]', '[1,["api_key","«abc1»"]]',
  `{"data":"«${base64({ user: 'ada', password: 'hunter2' })}»"}`, `state=«${base64({ token: 'abc', user: 'ada' }).replace(/=+$/, '')}» end`, `["«${base64([{ password: 'hunter2' }])}»"]`,
  '{"body":"{\\"dbPass\\":\\"«hunter2»\\"}"}', 'x?q=%7B%22db_pass%22%3A%22«hunter2»%22%7D',
  // Other languages.
  '{"密码":"«hunter2»"}', '用户密码：«hunter2»', '{"认证":"«abc1»"}', '{"令牌":"«abc1»"}', '{"Kennwort":"«geheim1»"}', 'Passwort=«geheim»', '{"contraseña":"«abc1»"}', '{"motdepasse":"«abc1»"}', '{"mot_de_passe":"«abc1»"}', '{"пароль":"«abc1»"}', '{"パスワード":"«abc1»"}',
  // Protocols.
  'CONNECT\nlogin:guest\npasscode:«guest»\n\n\0', 'STOMP\r\npasscode:«a,b;c»\r\nhost:/\r\n\r\n\0', String.raw`["CONNECT\nlogin:guest\npasscode:«guest»\n\n\u0000"]`, String.raw`a["CONNECT\npasscode:«guest»\n`, 'SEND\ndestination:/q\nX-Auth-Token:«abc»\n\nhello\0',
  '{"msg":"method","method":"login","params":[{"resume":"«abc»"}],"id":"1"}', String.raw`["{\"msg\":\"method\",\"method\":\"login\",\"params\":[{\"resume\":\"«abc»\"}],\"id\":\"1\"}"]`,
  '[5,"«sig»",{}]', '{"type":"connection_init","payload":{"who":"«abc»","v":2}}', '{"id":null,"method":"connectionParams","data":{"who":"«abc»"}}', '{"event":"pusher:subscribe","data":{"auth":"«k:s»","channel":"private-x"}}',
  'CONNECT {"user":"ada","pass":"«hunter2»","verbose":false}',
];

/** These stay whole, in a recording and in an export. */
const KEPT = [
  // Names of events.
  '42["auth:start",{"user":"ada"}]', '42["auth:success",1]', '42["token:refresh"]', '42["password:changed","ada"]', '42["otp:requested",{"via":"sms"}]', '42["cookie:consent",true]', '42["pin:drop",{"x":1,"y":2}]', '42["auth:2fa",1]', '42/admin,7["token:refresh:v2",1]',
  '{"type":"auth:start","user":"ada"}', '{"event":"password:changed","at":1}', '["pin:drop",{"x":1}]', 'emitting auth:start for ada', 'on token:refresh and password:changed', 'cookie:consent was given', '"auth:success", {user: "ada"}', '451-["auth:file",{"_placeholder":true,"num":0}]',
  '{"topic":"room:lobby","event":"phx_join","payload":{},"ref":"1"}', 'subscribe session:created', '{"channel":"ticket:opened"}', '42["pass:thrown",{"by":"ada"}]',
  // Headers and settings that are no secrets.
  'access-control-allow-credentials: true', '{"access-control-allow-credentials":"true"}', '[["access-control-allow-credentials","true"],["access-control-allow-headers","authorization, x-api-key"]]', 'access-control-allow-headers: authorization, x-token', 'www-authenticate: Basic realm="x"', 'vary: cookie',
  '{"tokenType":"Bearer"}', '{"token_type":"bearer","expires_in":3600}', '{"passwordChanged":"2026-11-30"}', '{"tokenExpires":{"$date":1796000000000}}', '{"cookieConsent":"accepted"}', '{"passwordPolicy":{"min":8}}', '{"tokenCount":512,"max_tokens":4096,"total_tokens":7}', '{"signatureAlgorithm":"RS256"}', '{"authMethod":"oauth"}', '{"auth_user":"ada"}', '{"authLevel":3}', '{"isAuthenticated":true}', '{"hasPassword":false}', '{"token":null}', '{"password":""}',
  '{"passCount":12,"failCount":3}', '{"pinColor":"red"}', '{"pinId":"map-17"}', '{"map_pin_position":[1,2]}', '{"authUrl":"https://h/login"}', '{"authProvider":"github"}', '{"otpLength":6}', '{"csrfEnabled":true}', '{"session":"morning"}', '{"session":{"title":"Keynote"}}', '{"ticket":"A-17"}', '{"refresh":30}', '{"refresh":"daily"}', '{"resume":true}', '{"sig":"SIGTERM"}',
  // Words of which a secret's name is a part.
  '{"author":"ada","authors":["b"]}', '{"shipping":"pinned","mapping":"x"}', '{"passenger":"ada","compass":"N","bypass":1,"passport":"x"}', '{"pinned":true,"opinion":"x","pinch":2}', '{"passive":true,"passed":12}', 'passing: 3', 'opinion: good', 'the authority: none', '{"biopsy":"x","option":"y","laptop":"z"}', '{"spawn":"a","pwa":"b"}', 'ticketing=12', '{"signal":"x","design":"y"}',
  // Prose.
  'the author of tokens', 'Forgot your password?', 'two passwords do not match', 'cookies are enabled', 'Basic authentication is used', 'Bearer token missing', 'digest computed', 'Basic features, negotiate later', 'login ok for ada', 'she said: pass the salt', 'password must have 8 characters', 'your session has expired', 'refresh the page',
  // Values that look like those of secrets, and are none.
  '0{"sid":"lv_VI97HAXpY6yYWAAAB","upgrades":["websocket"],"pingInterval":25000}', '40{"sid":"wZX3oN0bSVIhsaknAAAI"}', 'ws://h/socket.io/?EIO=4&transport=websocket&sid=lv_VI97HAXpY6yYWAAAB', '{"id":"8a6e0804-2bd0-4672-b79d-d97027f9071a"}', '{"hash":"d41d8cd98f00b204e9800998ecf8427e"}', '{"commit":"e501b4a9d85dfb9d85dfb"}', '{"etag":"W/\\"33a64df551425fcc55e4d42a148795d9f25f89d4\\""}', 'https://h/app.js?v=5f2a9c1d', 'https://h/?code=404', 'https://h/?key=chat', '?state=open&session=1', 'ssh://git@github.com/a/b', 'mail ada@example.com', 'http://h:80/x@y', 'http://user@h/', 'npm_lifecycle_event', 'sk-fading-circle-element-number-one', 'ghost_writer', 'key-value', 'AKIA is a prefix', 'order 4111111111111111',
  `{"data":"${base64({ user: 'ada', text: 'hello there' })}"}`, `data:image/png;base64,iVBORw0KGgo${made(40)}`, '{"image":"eyJ"}',
  // Markup and commands.
  '<label for="password">Password</label>', '<input type="password" name="q">', '<p>password</p>', '<author>ada</author>', '<password/>', 'curl http://h/ -o file', 'tool --verbose --user ada', 'tool --no-password', 'SEND\ndestination:/q\ncontent-type:text/plain\n\nauth:start\0', 'MESSAGE\nsubscription:0\nmessage-id:7\n\nhi\0',
  // Other protocols and shapes.
  '[5,"name"]', '[5,6,{}]', '{"msg":"method","method":"logout","params":[]}', '{"msg":"result","id":"1","result":{"id":"u1"}}', '{"name":"Ada","value":7}', '{"key":"color","value":"red"}', '{"type":"token","kind":"identifier","text":"if"}', '["name","ada"]', '42["chat","it is 5 o\'clock"]', '{"rows":[["a","b"],["c","d"]]}',
  // Other languages.
  '请输入密码', '认证成功', '密码不能为空', 'Das Passwort ist falsch', 'la contraseña no es correcta',
];

/** What a recording keeps and an export does not. */
const EXPORT_ONLY = ['42["token","«Hello»"]', 'token: «abcdef»', 'Password: «hunter»', '42["error","Invalid token: «expired»"]', '42["token","«2026»"]', '认证: «成功»', '["password","«email»"]'];

const input = (text: string) => text.replace(/[«»]/g, '');
const expected = (text: string) => text.replace(/«[^»]*(?:»|$)/g, LEFT_OUT);

describe.each(['recording', 'export'] as const)('in %s', (use) => {
  it.each(HIDDEN)('%s', (text) => expect(redact(use, input(text))).toBe(expected(text)));
  it.each(KEPT)('%s stays', (text) => expect(redact(use, text)).toBe(text));
  it.each(EXPORT_ONLY)('%s depends on it', (text) => expect(redact(use, input(text))).toBe(use === 'export' ? expected(text) : input(text)));
});

it.each([
  [String.raw`{"p\u0061ssword":"hunter2"}`, `{"password":"${LEFT_OUT}"}`],
  [String.raw`{"\u0074oken":"abc","x":"`, `{"token":"${LEFT_OUT}","x":"`],
  [String.raw`{"a":"caf\u00e9","dbP\u0061ss":"x1"}`, String.raw`{"a":"caf\u00e9","dbPass":"${LEFT_OUT}"}`],
])('finds a name with letters that JSON has escaped: %s', (text, kept) => {
  expect(redact('recording', text)).toBe(kept);
  expect(redact('export', text)).toBe(kept);
});

it('has enough texts, and as many that stay as that lose something', () => {
  expect(HIDDEN.length + KEPT.length).toBeGreaterThanOrEqual(150);
  expect(KEPT.length).toBeGreaterThanOrEqual(HIDDEN.length);
});
