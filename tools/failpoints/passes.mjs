import { posix } from 'node:path';
import { bare, nameOf, nodesOf } from './syntax.mjs';

/**
 * The points a file passes or hands on, `path constant key`: `points.key` and `points['key']` of a group that it declares
 * or imports. A key that is computed stands for all of its group (`*`).
 */
export function passesIn(path, { program }, groups) {
  const names = new Map();
  for (const group of groups) if (group.path === path) names.set(group.constant, group);
  for (const node of program.body) {
    if (node.type !== 'ImportDeclaration' || !node.source.value.startsWith('.')) continue;
    const target = posix.join(posix.dirname(path), node.source.value).replace(/\.js$/, '.ts');
    for (const { imported, local } of node.specifiers) {
      const group = groups.find((one) => one.path === target && one.constant === imported?.name);
      if (group !== undefined) names.set(local.name, group);
    }
  }
  const passed = new Set();
  if (names.size === 0) return passed;
  for (const { node } of nodesOf(program)) {
    if (node.type !== 'MemberExpression') continue;
    const group = names.get(bare(node.object).name);
    if (group !== undefined)
      passed.add(`${group.path} ${group.constant} ${nameOf(node.property, node.computed) ?? '*'}`);
  }
  return passed;
}
