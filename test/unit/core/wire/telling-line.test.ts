import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tellingAnswer, tellingLine } from '../../../../src/core/wire/telling-line.ts';

const html = 'text/html; charset=utf-8';

describe('the telling line', () => {
  it.each<[string, number, string, string, string]>([
    [
      'nginx on a TLS port',
      400,
      html,
      '<html>\r\n<head><title>400 The plain HTTP request was sent to HTTPS port</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n<center>The plain HTTP request was sent to HTTPS port</center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>',
      'The plain HTTP request was sent to HTTPS port',
    ],
    ['nginx', 403, html, '<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body>\r\n<center><h1>403 Forbidden</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>', 'Forbidden – nginx'],
    [
      'Apache',
      404,
      html,
      '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>404 Not Found</title>\n</head><body>\n<h1>Not Found</h1>\n<p>The requested URL was not found on this server.</p>\n<hr>\n<address>Apache/2.4.62 (Debian) Server at x Port 80</address>\n</body></html>',
      'The requested URL was not found on this server. – Apache/2.4.62 (Debian) Server at x Port 80',
    ],
    ['Express', 404, html, '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>Cannot GET /socket.io/</pre>\n</body>\n</html>', 'Cannot GET /socket.io/'],
    ['Werkzeug', 404, html, '<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>The requested URL was not found on the server.</p>', 'The requested URL was not found on the server.'],
    ['Cloudflare Tunnel', 530, html, '<!doctype html><html><head><title>Cloudflare Tunnel error | shop.example | Cloudflare</title></head><body><h1>Error 1033</h1><h2>Cloudflare Tunnel error</h2></body></html>', 'Cloudflare Tunnel error | shop.example | Cloudflare – Error 1033'],
    ['Cloudflare', 521, html, '<!doctype html><html><head><title>shop.example | 521: Web server is down</title></head><body><h1>Web server is down</h1><span>Error code 521</span></body></html>', 'shop.example | 521: Web server is down'],
    ['ngrok', 404, html, '<!DOCTYPE html><html class="h-full"><head><title>ngrok</title></head><body><noscript>The endpoint shop.example is offline. (ERR_NGROK_3200)</noscript></body></html>', 'The endpoint shop.example is offline. (ERR_NGROK_3200)'],
    ['ws', 400, 'text/html', 'Bad Request', 'Bad Request'],
    ['a page of a dev server', 200, html, '<!doctype html><html><head><script type="module">import "/@vite/client"; if (1 < 2) {}</script><title>My &amp; shop</title><style>a > b {}</style></head><body><div id="root"></div></body></html>', 'My & shop'],
    ['XML', 403, 'application/xml', '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>', 'Request has expired'],
    ['Engine.IO on Node', 400, 'application/json', '{"code":1,"message":"Session ID unknown"}', '{"code":1,"message":"Session ID unknown"}'],
    ['Engine.IO in Python', 400, 'text/plain', '"Not an accepted origin."\nmore', '"Not an accepted origin."'],
    ['JSON on several lines', 404, 'application/json', '{\n  "detail": "Not Found"\n}', '{ "detail": "Not Found" }'],
    ['a page without words', 200, html, '<html><body></body></html>', ''],
    ['nothing', 403, '', '', ''],
    ['text that compares', 400, 'text/plain', '1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
    ['marked words', 400, html, '<p>Use <b>https</b> <code>here</code>, please</p>', 'Use https here, please'],
  ])('of %s', (_name, status, contentType, body, expected) => {
    expect(tellingLine({ status, contentType, body })).toBe(expected);
  });

  it('is one bounded line of anything, soon', () => {
    const markup = fc.array(fc.constantFrom('<', '>', '<script', '</script>', '<!--', '-->', '<title>', '&amp;', '\n', 'word ', '\u0000', '403'), { maxLength: 2_000 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(fc.string({ size: 'large' }), markup), fc.constantFrom(html, '', 'application/json'), fc.option(fc.integer()), (body, contentType, status) => {
        const startedAt = performance.now();
        const line = tellingLine({ status, contentType, body });
        expect(performance.now() - startedAt).toBeLessThan(1_000);
        expect(line.length).toBeLessThanOrEqual(200);
        expect(line).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  it('of much that is never closed comes soon, too', () => {
    const startedAt = performance.now();
    for (const part of ['<', '<!--', '<script ', '&amp', '<a ']) tellingLine({ status: 200, contentType: html, body: part.repeat(1_000_000) });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});

it.each([
  ['HTTP 403: <html><title>403 Forbidden</title><center>nginx</center>', 'HTTP 403: Forbidden – nginx'],
  ['HTTP 400: {"code":1}', 'HTTP 400: {"code":1}'],
  ['HTTP 400: ', 'HTTP 400'],
  ['transport close', 'transport close'],
])('an answer as engine.io-client tells it: %s', (text, expected) => {
  expect(tellingAnswer(text)).toBe(expected);
});
