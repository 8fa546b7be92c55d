/** No word that a user sees stands in the source: each is a message, and each message is said somewhere. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import {
  isBinaryExpression,
  isCallExpression,
  isConditionalExpression,
  isIdentifier,
  isJsxAttribute,
  isJsxElement,
  isJsxExpression,
  isJsxText,
  isNoSubstitutionTemplateLiteral,
  isObjectLiteralExpression,
  isParenthesizedExpression,
  isPropertyAssignment,
  isShorthandPropertyAssignment,
  isStringLiteral,
  isTemplateExpression,
  type Node,
} from 'typescript/unstable/ast';
import { messagesOf } from '../../../../scripts/build/locales.ts';
import { root } from '../../../../scripts/paths.ts';
import { placeOf, sources, within } from '../../../support/source-tree.ts';

/** The compiler is another process, and the sources are many. */
vi.setConfig({ testTimeout: 30_000 });

const all = sources();
const messages = messagesOf('en');

/** Attributes and properties whose text is seen or read out. */
const VISIBLE_ATTRIBUTES: readonly string[] = ['alt', 'aria-description', 'aria-label', 'aria-roledescription', 'aria-valuetext', 'hint', 'label', 'note', 'placeholder', 'title', 'what'];
const VISIBLE_PROPERTIES: readonly string[] = ['hint', 'label', 'message', 'title', 'why'];

const isWord = (text: string) => /\p{L}/u.test(text);

/** The literal texts that an expression can come to, as far as it spells them out. */
function spelled(node: Node): string[] {
  if (isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node)) return [node.text];
  if (isTemplateExpression(node)) return [node.head.text, ...node.templateSpans.flatMap(({ expression, literal }) => [...spelled(expression), literal.text])];
  if (isConditionalExpression(node)) return [...spelled(node.whenTrue), ...spelled(node.whenFalse)];
  if (isParenthesizedExpression(node)) return spelled(node.expression);
  if (isBinaryExpression(node) && ['&&', '||', '??', '+'].includes(node.operatorToken.getText())) return [...spelled(node.left), ...spelled(node.right)];
  return [];
}

/** What a node shows by itself. */
function shown(node: Node): string[] {
  if (isJsxText(node)) return [node.text.trim()];
  if (isJsxElement(node)) return node.children.flatMap((child) => (isJsxExpression(child) && child.expression !== undefined ? spelled(child.expression) : []));
  if (isJsxAttribute(node) && VISIBLE_ATTRIBUTES.includes(node.name.getText())) {
    const { initializer } = node;
    if (initializer === undefined) return [];
    return isJsxExpression(initializer) ? (initializer.expression === undefined ? [] : spelled(initializer.expression)) : spelled(initializer);
  }
  // A single word may be a code, an id or another name; more of them are a sentence.
  if (isPropertyAssignment(node) && VISIBLE_PROPERTIES.includes(node.name.getText())) return spelled(node.initializer).filter((text) => /\p{L}+ \p{L}/u.test(text));
  return [];
}

test('no component and no answer spells out words', () => {
  const found = all.flatMap((source) => [...within(source.tree)].flatMap((node) => shown(node).filter(isWord).map((text) => `${placeOf(source, node)} “${text}”`)));
  expect(found).toEqual([]);
});

/** The key of each message, a plural's without its form. */
const keys = new Set(Object.keys(messages).map((key) => (`${key.replace(/_(one|other)$/, '')}_other` in messages ? key.replace(/_(one|other)$/, '') : key)));

test('each message is said somewhere, in a view, in the terminal or by the manifest', () => {
  const literals = new Set<string>();
  const patterns: RegExp[] = [];
  const parts = new Set([...keys].map((key) => key.slice(0, key.indexOf('_') + 1)));
  for (const { tree } of sources(['src/', 'scripts/probe'])) {
    for (const node of within(tree)) {
      if (isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node)) literals.add(node.text);
      if (!isTemplateExpression(node) || ![...parts].some((part) => node.head.text.startsWith(part))) continue;
      patterns.push(new RegExp(`^${node.head.text}${node.templateSpans.map(({ literal }) => `\\w+${literal.text}`).join('')}$`));
    }
  }
  const manifest = readFileSync(path.join(root, 'manifest.json'), 'utf8');
  for (const [, key] of manifest.matchAll(/__MSG_(\w+)__/g)) literals.add(key!);
  expect([...keys].filter((key) => !literals.has(key) && !patterns.some((pattern) => pattern.test(key)))).toEqual([]);
});

test('what is said gets all that its message has a place for, and nothing else', () => {
  const wrong: string[] = [];
  for (const source of all) {
    for (const node of within(source.tree)) {
      if (!isCallExpression(node) || !isIdentifier(node.expression) || node.expression.text !== 'say') continue;
      const [key, params] = node.arguments;
      if (key === undefined || !isStringLiteral(key) || (params !== undefined && !isObjectLiteralExpression(params))) continue;
      const properties = params?.properties ?? [];
      // What is spread is known to the compiler alone.
      const given = properties.flatMap((property) => (isPropertyAssignment(property) || isShorthandPropertyAssignment(property) ? [property.name.getText()] : []));
      if (given.length < properties.length) continue;
      const { message } = messages[key.text] ?? messages[`${key.text}_other`]!;
      const wanted = [...new Set([...message.matchAll(/(?<!\{)\{(\w+)\}/g)].map(([, name]) => name))];
      const isRight = wanted.every((name) => given.includes(name!)) && given.every((name) => wanted.includes(name) || name === 'count');
      if (!isRight) wrong.push(`${placeOf(source, node)} ${key.text} wants ${wanted.join(', ')} and gets ${given.join(', ')}`);
    }
  }
  expect(wrong).toEqual([]);
});
