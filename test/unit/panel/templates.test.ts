import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandJson, expandText, parseJsonTemplate, type TemplateValues } from '../../../src/panel/compose/templates.ts';

const values: TemplateValues = { counter: 7, now: 1_700_000_000_123, uuid: () => '11111111-2222-4333-8444-555555555555' };
const parse = (text: string) => parseJsonTemplate(text, values, 'args.0', 'Argument 1');

describe('templates', () => {
  it.each([
    ['{{counter}} of {{ now }}', '7 of 1700000000123'],
    ['{{uuid}}', '11111111-2222-4333-8444-555555555555'],
    ['{{other}} {counter}', '{{other}} {counter}'],
    ['{{{counter}}}', '{7}'],
  ])('in the text %s', (text, expected) => {
    expect(expandText(text, values)).toBe(expected);
  });

  it.each<[string, unknown]>([
    ['{{counter}}', 7],
    ['{{uuid}}', '11111111-2222-4333-8444-555555555555'],
    ['"{{counter}}"', '7'],
    ['{"n":{{counter}}}', { n: 7 }],
    ['{"id":{{uuid}},"at":{{now}}}', { id: '11111111-2222-4333-8444-555555555555', at: 1_700_000_000_123 }],
    ['{"{{counter}}":["a {{counter}} \\" {{counter}}"]}', { 7: ['a 7 " 7'] }],
    ['{{{uuid}}:1}', { '11111111-2222-4333-8444-555555555555': 1 }],
    ['"{{other}}"', '{{other}}'],
    ['"\\{{counter}}"', null],
  ])('in the JSON %s', (text, expected) => {
    const parsed = parse(text);
    if (expected === null) expect(parsed.ok).toBe(false);
    else expect(parsed).toEqual({ ok: true, value: expected });
  });

  it.each([
    ['{"a": }', 'line 1, column 7'],
    ['{"n": {{counter}},\n "b": x}', 'line 2, column 7'],
    ['{"id": {{uuid}} {{uuid}}}', 'line 1, column 17'],
    ['{{{counter}}: 1}', 'line 1, column 2'],
    ['{{other}}', 'line 1, column 2'],
    ['["open {{counter}}', 'line 1, column 2'],
    ['', 'line 1, column 1'],
  ])('keep the place of what is wrong in %s', (text, place) => {
    const parsed = parse(text);
    expect(parsed.ok ? 'no error' : parsed.error.message).toContain(place);
  });

  it('are a new one for every place where they are random', () => {
    let n = 0;
    expect(expandText('{{uuid}} {{uuid}}', { ...values, uuid: () => `u${(n += 1)}` })).toBe('u1 u2');
  });

  const template = fc.constantFrom('{{counter}}', '{{ now }}', '{{uuid}}');
  /** JSON text with templates among its strings and in place of some of its values. */
  const json = fc.letrec<{ value: string; leaf: string; list: string; object: string; text: string }>((tie) => ({
    value: fc.oneof({ maxDepth: 4, depthSize: 'small' }, tie('leaf'), tie('list'), tie('object')),
    leaf: fc.oneof(template, tie('text'), fc.jsonValue({ maxDepth: 0 }).map((value) => JSON.stringify(value))),
    text: fc.array(fc.oneof(fc.string(), template), { maxLength: 4 }).map((parts) => JSON.stringify(parts.join(''))),
    list: fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(', ')}]`),
    object: fc.array(fc.tuple(fc.oneof(tie('text'), fc.constant('{{uuid}}')), tie('value')), { maxLength: 4 }).map((members) => `{${members.map(([key, value]) => `${key}: ${value}`).join(', ')}}`),
  })).value;

  it('leave JSON what it is', () => {
    fc.assert(
      fc.property(json, (text) => {
        const parsed = parse(text);
        expect(parsed.ok).toBe(true);
        expect(parsed.ok && parsed.value).toEqual(JSON.parse(expandJson(text, values)));
        expect(expandJson(text, values)).not.toMatch(/\{\{ ?(counter|now|uuid)/);
      }),
    );
  });

  it('never throw, whatever is typed', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(template, fc.string(), fc.constantFrom('"', '\\', '{', '}', ':', ',')), { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const parsed = parse(text);
        if (parsed.ok) expect(parsed.value).toEqual(JSON.parse(expandJson(text, values)));
      }),
    );
  });
});
