/** Turns of phrase that made a native reader stumble. None of them comes back, in any string of either language. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../../../scripts/paths.ts';

/** All messages of a language by their keys, without what is filled in, but for addresses. */
function messagesOf(language: 'en' | 'zh_CN'): [string, string][] {
  const folder = path.join(root, 'src/_locales', language);
  const parts = readdirSync(folder).map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Record<string, string>);
  return parts.flatMap((part) => Object.entries(part)).filter(([key]) => !key.endsWith('_link')).map(([key, text]) => [key, text.replaceAll(/\{\w+\}/g, '{}')]);
}

const found = (language: 'en' | 'zh_CN', pattern: RegExp) => messagesOf(language).filter(([, text]) => pattern.test(text)).map(([key, text]) => `${key}: ${text}`);

/** What the plain word would be, and what stood in its place. */
const ENGLISH: readonly (readonly [plain: string, pattern: RegExp])[] = [
  ['discard, delete, overwrite', /\bma(?:de|kes?) room\b/i],
  ['revoke', /\bgiven? up\b/i],
  ['close', /\bgoodbye\b/i],
  ['established, up, is', /\b(?:stood|stands)\b|\bstand (?:there|in)\b/i],
  ['is not a, does not contain, does not support', /(?<!\bthere )\b(?:is|was|are|were) no (?!longer)|\b(?:holds?|speaks?) no\b|\bis none\b/i],
  ['Holdfast, this computer', /\b(?:us|our|ours)\b/i],
  ['now, right now', /\bat present\b/i],
  ['import', /\bwere taken over\b/i],
  ['check', /\bquestions?\b/i],
  ['record, show', /\b(?:could|can|cannot) be told\b|\bis told\b|\btells? (?:when|what|which|how)\b/i],
  ['continue', /\bgoes? on\b(?! meanwhile)/i],
  ['get rid of, remove', /\bbe rid of\b/i],
  ['restart, again', /\banew\b/i],
  ['no longer', /\bany more\b(?!\.)/i],
  ['at most', /\bat the most\b/i],
  ['No action needed', /\bnothing to do\b|\bnothing has to be done\b/i],
  ['refuse', /\bsaid no\b|\bwithout a word\b/i],
  ['space', /\bblanks?\b/i],
  ['text values', /\bof texts\b/i],
  ['is missing, has no', /\black\b/i],
  ['the thing that is meant', /^What (?:is|was|has|stands)\b/],
  ['Last …', /^The last:/],
  ['detect', /\bis noticed\b/i],
];

/** The same of Chinese: too literal, in two meanings, or not what a developer says. */
const CHINESE: readonly (readonly [plain: string, pattern: RegExp])[] = [
  ['Socket', /套接字/],
  ['监听脚本', /钩子/],
  ['Logger', /日志器/],
  ['敏感信息', /机密/],
  ['清理, 丢弃, 覆盖', /让出|腾出/],
  ['关闭', /道别/],
  ['持续时间', /存续/],
  ['Holdfast', /我们/],
  ['收发, 原始', /线路/],
  ['模拟', /如同由/],
  ['Engine.IO', /引擎/],
  ['值均为字符串', /值为文本/],
  ['连接时使用的来源', /连接身份|以其他身份|以…身份/],
  ['执行检查', /提出.*问题/],
  ['自动', /按策略/],
  ['a blank after a duration', /\{\} [内后前]/],
  ['a doubled blank', / {2}/],
];

describe('the words', () => {
  it.each(ENGLISH)('say in English: %s', (_plain, pattern) => {
    expect(found('en', pattern)).toEqual([]);
  });

  it.each(CHINESE)('say in Chinese: %s', (_plain, pattern) => {
    expect(found('zh_CN', pattern)).toEqual([]);
  });

  it('tell the acknowledgement of a connection from that of a packet in Chinese', () => {
    const isOne = /连接确认|回执|ACK/;
    const english = new Map(messagesOf('en'));
    const unclear = messagesOf('zh_CN').filter(([key, text]) => /\back(?:nowledge)/i.test(english.get(key) ?? '') && text.includes('确认') && !isOne.test(text));
    expect(unclear).toEqual([]);
  });
});
