/** Whether code that is offered to copy is code: what its language's own parser says of it. */
import { spawnSync } from 'node:child_process';
import { transformSync } from 'esbuild';

/** The parser's complaint, or an empty text. */
export function parseSync({ language, code }: { readonly language: string; readonly code: string }): string {
  if (language === 'python') return spawnSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input: code, encoding: 'utf8' }).stderr;
  try {
    transformSync(code, { loader: 'js', format: 'esm' });
    return '';
  } catch (error) {
    return String(error);
  }
}
