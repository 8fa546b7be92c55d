/** The sources as the compiler reads them, for tests of how they are written. */
import path from 'node:path';
import { API } from 'typescript/unstable/sync';
import type { Node, SourceFile } from 'typescript/unstable/ast';
import { root } from '../../scripts/paths.ts';

export interface Source {
  /** Relative to the repository. */
  readonly file: string;
  readonly tree: SourceFile;
}

/** The files whose paths begin so: those below `src`, unless others are asked for. */
export function sources(beginnings: readonly string[] = ['src/']): Source[] {
  const api = new API({ cwd: root });
  try {
    const [project] = api.updateSnapshot({ openProjects: [path.join(root, 'tsconfig.json')] }).getProjects();
    if (project === undefined) throw new Error('The compiler finds no project.');
    const { program } = project;
    return program
      .getSourceFileNames()
      .filter((file) => beginnings.some((beginning) => file.startsWith(path.join(root, beginning))) && /\.tsx?$/.test(file))
      .map((file) => ({ file: path.relative(root, file), tree: program.getSourceFile(file)! }));
  } finally {
    api.close();
  }
}

/** The node and everything below it. */
export function* within(node: Node): Generator<Node> {
  yield node;
  const children: Node[] = [];
  node.forEachChild((child) => {
    children.push(child);
  });
  for (const child of children) yield* within(child);
}

/** “src/views/app.ts:12”. */
export function placeOf({ file, tree }: Source, node: Node): string {
  return `${file}:${tree.text.slice(0, node.end).split('\n').length}`;
}
