/** The licences of what the bundles hold of others, which their authors ask to be handed on with it. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Metafile } from 'esbuild';
import { root } from '../paths.ts';

/** Licences under which a package may be part of an MIT-licensed extension, if its notice stands beside it. */
const ALLOWED: readonly string[] = ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'MPL-2.0'];

const LICENCE_FILE = /^(licen[cs]e|copying|notice|copyrightnotice)(\.(md|txt))?$/i;
const RULE = '-'.repeat(80);

interface Notice {
  /** The package, its version and licence, and where its source is. */
  readonly of: string;
  readonly text: string;
}

/** The folders, from the root of this repository, of the packages of which something is in the outputs. */
export function packageFolders(outputs: Metafile['outputs']): string[] {
  const folders = Object.values(outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([file]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  return [...new Set(folders)].toSorted();
}

async function noticeOf(folder: string): Promise<Notice> {
  const inFolder = (file: string) => path.join(root, folder, file);
  const { name, version, license, homepage } = JSON.parse(await readFile(inFolder('package.json'), 'utf8')) as Record<string, string>;
  if (!ALLOWED.includes(license ?? '')) {
    throw new Error(`${name} ${version} is licensed under ${license}. If it may be part of the extension, say so in scripts/build/notices.ts.`);
  }
  const files = (await readdir(inFolder('.'))).filter((file) => LICENCE_FILE.test(file)).toSorted();
  if (files.length === 0) throw new Error(`${name} ${version} comes without its licence, which the extension has to hand on.`);
  const texts = await Promise.all(files.map(async (file) => (await readFile(inFolder(file), 'utf8')).trim()));
  return { of: `${name} ${version} (${license})${homepage === undefined ? '' : `, ${homepage}`}`, text: texts.join('\n\n') };
}

/** One text with every package in the outputs, and its licence, which those that share it to the letter have once. */
export async function thirdPartyNotices(outputs: Metafile['outputs']): Promise<string> {
  const notices = await Promise.all(packageFolders(outputs).map(noticeOf));
  const sections = [...new Set(notices.map(({ text }) => text))].map((text) => {
    const sharing = notices.filter((notice) => notice.text === text).map(({ of }) => of);
    return [RULE, ...sharing, RULE, '', text, ''].join('\n');
  });
  return ['Holdfast contains parts of these packages. Their sources are at the addresses beside them.', '', ...sections].join('\n').replaceAll('\r\n', '\n');
}
