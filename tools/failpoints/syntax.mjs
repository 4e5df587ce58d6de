import { readFileSync } from 'node:fs';
import { parseSync } from 'rolldown/utils';

/** A TypeScript file's syntax tree (ESTree), with what tells the line of a node. @throws Error when it does not parse */
export function syntaxOf(file) {
  const source = readFileSync(file, 'utf8');
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0].message}`);
  return { program, lineOf: ({ start }) => source.slice(0, start).split('\n').length };
}

/** Every node of a tree, outer ones first, with the node around it. */
export function* nodesOf(node, parent) {
  if (typeof node?.type === 'string') yield { node, parent };
  const around = typeof node?.type === 'string' ? node : parent;
  for (const child of Object.values(node)) {
    if (typeof child === 'object' && child !== null) yield* nodesOf(child, around);
  }
}

/** The expression without what only tells TypeScript something. */
export function bare(node) {
  const wrappers = ['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression', 'ParenthesizedExpression'];
  return wrappers.includes(node?.type) ? bare(node.expression) : node;
}

/** The text of a literal; undefined for anything else. */
export const textOf = (node) =>
  node?.type === 'Literal' && typeof node.value === 'string'
    ? node.value
    : node?.type === 'TemplateLiteral' && node.expressions.length === 0
      ? node.quasis[0].value.cooked
      : undefined;

/** The name of a property or member: `a.name`, `a['name']`, `{ name: ... }`; undefined when it is computed. */
export const nameOf = (node, computed) =>
  !computed && (node.type === 'Identifier' || node.type === 'PrivateIdentifier') ? node.name : textOf(node);
