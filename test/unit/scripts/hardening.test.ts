/** What both manifests ask for and allow, and what no bundle of the build may hold. See docs/threat-model.md. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createBundler } from '../../../scripts/build/bundles.ts';
import { manifestFor, readManifest } from '../../../scripts/build/manifest.ts';
import { root, TARGETS } from '../../../scripts/paths.ts';

describe.each(TARGETS.map((target) => ({ target })))('the manifest of $target', ({ target }) => {
  const manifest = manifestFor(target, readManifest()) as Record<string, unknown>;

  it('asks for no site at the installation, and for nothing that warns of more than the connection needs', () => {
    expect(manifest['host_permissions']).toBe(undefined);
    expect(manifest['content_scripts']).toBe(undefined);
    // An extension that has it from the start makes Chromium hide from every page why its WebSockets failed.
    const rules = 'declarativeNetRequestWithHostAccess';
    const needed = ['storage', 'alarms', target === 'chrome' ? 'offscreen' : rules];
    expect(new Set(manifest['permissions'] as string[])).toEqual(new Set(needed));
    expect(manifest['optional_permissions']).toEqual(target === 'chrome' ? ['scripting', rules] : ['scripting']);
    expect(manifest['optional_host_permissions']).toEqual(['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*']);
  });

  it('lets no page or other extension in', () => {
    for (const key of ['externally_connectable', 'web_accessible_resources', 'sandbox', 'update_url', 'key', 'oauth2']) expect(manifest[key], key).toBe(undefined);
  });

  it('stays out of private windows', () => expect(manifest['incognito']).toBe('not_allowed'));

  it('has a policy that runs and shows nothing but its own, and upgrades no address', () => {
    const policy = (manifest['content_security_policy'] as { extension_pages: string }).extension_pages;
    const directives = Object.fromEntries(policy.split(';').map((directive) => directive.trim().split(/\s+/)).map(([name, ...sources]) => [name!, sources.join(' ')]));
    expect(directives).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'worker-src': "'self'",
      'object-src': "'none'",
      // The frame of the offscreen document, whose cookies are its own.
      'frame-src': "'self'",
      'style-src': "'self'",
      'img-src': "'self' blob:",
      // The words are fetched from the extension itself. Servers are debugged wherever they are, over plain WebSockets too: Firefox's own default would make ws: into wss:.
      'connect-src': "'self' http: https: ws: wss:",
      'base-uri': "'none'",
      'form-action': "'none'",
    });
  });
});

describe('the bundles', () => {
  const texts = new Map<string, string>();
  beforeAll(async () => {
    // Not minified, so that what is found says where it is from.
    const bundler = await createBundler({ watch: true });
    try {
      const { files } = await bundler.bundle();
      for (const [name, contents] of files) if (name.endsWith('.js')) texts.set(name, withoutComments(new TextDecoder().decode(contents)));
    } finally {
      await bundler.dispose();
    }
  });

  const FORBIDDEN: readonly [what: string, pattern: RegExp, example: string][] = [
    ['evaluates a text as code', /(?<!inspectedWindow\.)\beval\s*\(|\bnew\s+Function\b|(?<![\w.$])Function\s*\(|set(?:Timeout|Interval)\s*\(\s*["'`]/, 'Function("return this")()'],
    ['parses a text as markup', /\.(?:inner|outer)HTML\s*=|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser|srcdoc\s*=/, 'element.innerHTML = text'],
    ['loads code from elsewhere', /importScripts\s*\(|\bimport\s*\(\s*(?!"\.\/[\w./-]+\.js")|new\s+(?:Shared)?Worker\s*\(\s*(?!"[\w-]+\.js")|\.src\s*=\s*["'`]https?:/, 'new Worker(url)'],
    ['talks to anybody but the user’s servers', /sendBeacon|google-analytics|googletagmanager|sentry\.io/, 'navigator.sendBeacon(url)'],
  ];

  it.each(FORBIDDEN)('none %s', (_, pattern, example) => {
    expect(example).toMatch(pattern);
    expect(texts.size).toBeGreaterThan(8);
    for (const [name, text] of texts) {
      const found = pattern.exec(text);
      expect(found === null ? null : `${name}: ${text.slice(Math.max(0, found.index - 100), found.index + 100)}`).toBe(null);
    }
  });
});

it('no page of the extension has a script or a style of its own in it', () => {
  const pages = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html'));
  expect(pages.length).toBeGreaterThan(3);
  for (const page of pages) expect(readFileSync(path.join(root, 'src', page), 'utf8'), page).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=|https?:/i);
});

/** Comments may speak of what the code may not do. Strings that look like one are cut too, which hides no call. */
function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[^]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
}
