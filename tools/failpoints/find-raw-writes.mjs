import { calls, commands, fileWrites, methods, outside, provider, statements } from './raw-writes.mjs';
import { bare, nameOf, nodesOf, textOf } from './syntax.mjs';

/** The writes of a file that no point stands behind: sentences that name file, line and what to use instead. */
export function rawWritesIn(path, { program, lineOf }) {
  if (outside.some((pattern) => pattern.test(path))) return [];
  const faults = [];
  for (const { node } of nodesOf(program)) {
    for (const { what, allowed, instead } of suspects(node)) {
      if (allowed.some((place) => path.startsWith(place))) continue;
      faults.push(`${path}:${lineOf(node)}: ${what} without a failpoint behind it; use ${instead}`);
    }
  }
  return faults;
}

function suspects(node) {
  switch (node.type) {
    case 'NewExpression':
      return newCommand(node);
    case 'CallExpression':
      return [...calledMethod(node), ...calledFunction(node)];
    case 'TSAsExpression':
      return castDatabase(node);
    case 'ImportDeclaration':
      return fileFunctions(node);
    default:
      return [];
  }
}

function newCommand({ callee }) {
  const name = callee.type === 'MemberExpression' ? nameOf(callee.property, callee.computed) : callee.name;
  if (name === undefined) return [];
  return commands.filter(({ pattern }) => pattern.test(name)).map((rule) => ({ what: `new ${name}`, ...rule }));
}

function calledMethod({ callee, arguments: given }) {
  if (callee.type !== 'MemberExpression') return [];
  const name = nameOf(callee.property, callee.computed);
  const object = bare(callee.object);
  const found = methods.filter(({ names }) => names.includes(name)).map((rule) => ({ what: name, ...rule }));
  const owner = memberName(object);
  if (provider.resources.includes(owner) && provider.names.includes(name))
    found.push({ what: `${owner}.${name}`, ...provider });
  // `db` alone is what `store.write` hands in; as a member it is the store's own, which is for reading.
  if (statements.names.includes(name) && owner === 'db') found.push({ what: `db.${name}`, ...statements });
  if (name === 'transaction' && given.length === 0) found.push({ what: 'transaction()', ...statements });
  return found;
}

function calledFunction({ callee, arguments: given }) {
  if (callee.type !== 'Identifier' || !calls.names.includes(callee.name)) return [];
  const options = bare(given[1]);
  if (options === undefined) return [];
  const method = options.properties?.find((one) => one.key !== undefined && nameOf(one.key, one.computed) === 'method');
  const isRead =
    options.type === 'ObjectExpression' && (method === undefined || ['GET', 'HEAD'].includes(textOf(method.value)));
  return isRead ? [] : [{ what: `${callee.name} with another method than GET`, ...calls }];
}

/** A cast would take the type away that keeps the store's own `db` from writing. */
function castDatabase({ expression }) {
  const object = bare(expression);
  return memberName(object) === 'db' ? [{ what: 'a cast of a store’s db', ...statements }] : [];
}

function fileFunctions({ source, specifiers }) {
  if (!/^(node:)?fs(\/promises)?$/.test(source.value)) return [];
  return specifiers
    .map(({ imported }) => imported?.name ?? '')
    .filter((name) => fileWrites.pattern.test(name))
    .map((name) => ({ what: name, ...fileWrites }));
}

const memberName = (node) => (node?.type === 'MemberExpression' ? nameOf(node.property, node.computed) : undefined);
