/**
 * The rule `holdfast/layers`: a file imports what its layer may, by the table in layers.json, and nothing else. An import that
 * is in the way is a sign that a file lies in the wrong layer: the table is not to be widened for it.
 */
import fs from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const LAYERS = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, 'layers.json'), 'utf8'));

const isIn = (file, folder) => file === folder || file.startsWith(`${folder}/`);

/** The place in the table of the layer that a path lies in, such as `src/core/wire/bytes.ts`; -1 of none. */
const layerOf = (file) => LAYERS.findIndex((layer) => isIn(file, layer.path));

/** The library of an import, such as `preact` of `preact/hooks`. */
const libraryOf = (specifier) => specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');

function mayImport(from, to) {
  if (from === to) return true;
  const target = LAYERS[to].path;
  return LAYERS[from].may.some((may) => (may === 'src/core above' ? isIn(target, 'src/core') && to < from : isIn(target, may)));
}

/** What is wrong with an import, or null. */
function problemOf(file, specifier) {
  const from = layerOf(file);
  if (from === -1) return `${file} lies in no layer of scripts/lint/layers.json.`;
  if (!specifier.startsWith('.')) {
    const library = libraryOf(specifier);
    return LAYERS[from].libraries.includes(library) ? null : `${LAYERS[from].path} may not import the library ${library}.`;
  }
  const target = path.posix.join(path.posix.dirname(file), specifier);
  const to = layerOf(target);
  if (to === -1) return isIn(target, 'src') ? `${target} lies in no layer of scripts/lint/layers.json.` : null;
  return mayImport(from, to) ? null : `${LAYERS[from].path} may not import ${LAYERS[to].path}.`;
}

const layers = {
  create(context) {
    const file = path.relative(root, context.filename).split(path.sep).join('/');
    const check = (node) => {
      const problem = node.source?.type === 'Literal' ? problemOf(file, String(node.source.value)) : null;
      if (problem !== null) context.report({ node: node.source, message: problem });
    };
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, ImportExpression: check };
  },
};

export default { meta: { name: 'holdfast' }, rules: { layers } };
