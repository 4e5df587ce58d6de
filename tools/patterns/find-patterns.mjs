import { globSync } from 'node:fs';
import { join } from 'node:path';
import { bare, nodesOf, syntaxOf, textOf } from '../failpoints/syntax.mjs';

const folders = ['apps/*/src', 'libs/*/src', 'tools'];

/**
 * Every regular expression that the sources write down, as a literal or as constant text for `RegExp`.
 *
 * @returns `{ path, line, pattern, flags }` of each
 */
export function findPatterns(root) {
  const paths = globSync(
    folders.map((folder) => `${folder}/**/*.{ts,tsx,mts,cts,js,mjs,cjs}`),
    { cwd: root, exclude: (path) => /(^|[\\/])(node_modules|dist|bundle)$/.test(path) },
  ).map((path) => path.replaceAll('\\', '/'));
  return paths.sort().flatMap((path) => patternsIn(path, syntaxOf(join(root, path))));
}

function patternsIn(path, { program, lineOf }) {
  const found = [];
  for (const { node } of nodesOf(program)) {
    const expression = literal(node) ?? constructed(node);
    if (expression !== undefined) found.push({ path, line: lineOf(node), ...expression });
  }
  return found;
}

const literal = (node) =>
  node.type === 'Literal' && node.regex != null ? { pattern: node.regex.pattern, flags: node.regex.flags } : undefined;

function constructed(node) {
  if (node.type !== 'NewExpression' && node.type !== 'CallExpression') return undefined;
  if (node.callee.type !== 'Identifier' || node.callee.name !== 'RegExp') return undefined;
  const pattern = constantText(node.arguments[0]);
  return pattern === undefined ? undefined : { pattern, flags: constantText(node.arguments[1]) ?? '' };
}

/** The text of a literal, and of literals that are put together with `+`; undefined for anything else. */
function constantText(expression) {
  const node = bare(expression);
  switch (node?.type) {
    case undefined:
      return undefined;
    case 'BinaryExpression': {
      const [left, right] = [constantText(node.left), constantText(node.right)];
      return node.operator === '+' && left !== undefined && right !== undefined ? left + right : undefined;
    }
    case 'TaggedTemplateExpression':
      return isRaw(node.tag) && node.quasi.expressions.length === 0 ? node.quasi.quasis[0].value.raw : undefined;
    default:
      return textOf(node);
  }
}

const isRaw = ({ type, object, property }) =>
  type === 'MemberExpression' && object.name === 'String' && property.name === 'raw';
