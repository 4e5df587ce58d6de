import { bare, nameOf, nodesOf, textOf } from './syntax.mjs';

/**
 * The groups of points a file declares by `const group = failpoints('prefix', { name: { after, before } })`, and what is
 * wrong about them.
 */
export function declarationsIn(path, { program, lineOf }) {
  const groups = [];
  const faults = [];
  for (const { node, parent } of nodesOf(program)) {
    if (node.type !== 'CallExpression' || node.callee.name !== 'failpoints') continue;
    const fault = (at, what) => faults.push(`${path}:${lineOf(at)}: ${what}`);
    const prefix = textOf(node.arguments[0]);
    const meanings = bare(node.arguments[1]);
    if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier')
      fault(node, 'points are declared as a constant: const points = failpoints(...)');
    else if (prefix === undefined || meanings?.type !== 'ObjectExpression')
      fault(node, 'points are declared by a literal prefix and a literal object, so that the list can read them');
    else groups.push({ path, constant: parent.id.name, points: pointsOf({ path, prefix, meanings, lineOf, fault }) });
  }
  return { groups: [...groups, ...ownMechanismIn(path, { program, lineOf }, faults)], faults };
}

/**
 * The emulator depends on nothing of this repository, so it makes its points itself, of the constants `PREFIX` and
 * `meanings` of one file, and calls them `points`.
 */
function ownMechanismIn(path, { program, lineOf }, faults) {
  const constants = program.body
    .filter(({ type }) => type === 'VariableDeclaration')
    .flatMap(({ declarations }) => declarations.map(({ id, init }) => [id.name, bare(init)]));
  const { PREFIX: prefix, meanings } = Object.fromEntries(constants);
  if (textOf(prefix) === undefined || meanings?.type !== 'ObjectExpression') return [];
  const fault = (at, what) => faults.push(`${path}:${lineOf(at)}: ${what}`);
  const points = pointsOf({ path, prefix: textOf(prefix).replace(/\.$/, ''), meanings, lineOf, fault });
  return [{ path, constant: 'points', points }];
}

function pointsOf({ path, prefix, meanings, lineOf, fault }) {
  return meanings.properties.flatMap((property) => {
    const key = property.type === 'Property' ? nameOf(property.key, property.computed) : undefined;
    const [after, before] = ['after', 'before'].map((side) => meaningOf(bare(property.value), side));
    if (key !== undefined && after && before)
      return [{ name: `${prefix}.${key}`, key, after, before, path, line: lineOf(property) }];
    fault(property, `a point of '${prefix}' needs a name, what lies after and what before, as literals`);
    return [];
  });
}

const meaningOf = (object, side) =>
  object?.type === 'ObjectExpression'
    ? textOf(object.properties.find((one) => one.key !== undefined && nameOf(one.key, one.computed) === side)?.value)
    : undefined;
