import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const file = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const readme = file('README.md');
const { scripts } = JSON.parse(file('package.json')) as { scripts: Record<string, string> };

describe('the README', () => {
  it.each(['test/servers/socketio_log_handler.py', 'scripts/demo/relay-logs.ts'])('shows %s as it is', (name) => {
    expect(readme).toContain(file(name).trimEnd());
  });

  it('names only commands that exist', () => {
    const named = [...readme.matchAll(/npm run ([\w-]+)/g)].map((match) => match[1]!);
    expect(named.length).toBeGreaterThan(3);
    for (const name of named) expect(Object.keys(scripts)).toContain(name);
  });

  it('points only at files that exist', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((match) => match[1]!);
    expect(links.length).toBeGreaterThan(5);
    for (const link of links) if (!link.endsWith('/')) expect(file(link).length, link).toBeGreaterThan(0);
  });
});
