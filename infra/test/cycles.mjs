import { posix } from 'node:path';
import { modules, textsIn } from './configuration.mjs';

const calledFrom = new Map(
  modules.flatMap(({ folder, module = {} }) =>
    Object.entries(module).map(([name, [call]]) => [`${folder}#${name}`, posix.join(folder, call.source)]),
  ),
);

const outputsOf = (folder) => Object.keys(modules.find((one) => one.folder === folder).output ?? {});

/**
 * What an expression of a module refers to, as nodes of the graph. To Terraform, one of several instances of a module is all of
 * them, with everything they give.
 */
function referencesIn(value, folder) {
  const text = textsIn(value).join('\n');
  const names = [...text.matchAll(/\b(?:var|local)\.\w+/g), ...text.matchAll(/\b(?:aws|azurerm|azuread)_\w+\.\w+/g)];
  const outputs = [...text.matchAll(/\bmodule\.(\w+)(?:\.(\w+))?/g)].flatMap(([, call, output]) => {
    const called = calledFrom.get(`${folder}#${call}`);
    return (output === undefined ? outputsOf(called) : [output]).map((one) => `${called}#output.${one}`);
  });
  return [...names.map(([name]) => `${folder}#${name}`), ...outputs];
}

/**
 * Who waits for whom: variables, locals, resources and outputs of all modules, as Terraform orders them. Each module is
 * called in one place.
 */
export function waitsFor() {
  const graph = new Map();
  const add = (node, value, folder) => graph.set(node, [...(graph.get(node) ?? []), ...referencesIn(value, folder)]);
  for (const { folder, locals = [], resource = {}, output = {}, module = {} } of modules) {
    for (const [name, value] of locals.flatMap(Object.entries)) add(`${folder}#local.${name}`, value, folder);
    for (const [name, value] of Object.entries(output)) add(`${folder}#output.${name}`, value, folder);
    for (const [type, byName] of Object.entries(resource))
      for (const [name, value] of Object.entries(byName)) add(`${folder}#${type}.${name}`, value, folder);
    for (const [call] of Object.values(module)) {
      const { source, providers, depends_on: after, for_each: each, ...given } = call;
      const called = posix.join(folder, source);
      for (const [variable, value] of Object.entries(given)) add(`${called}#var.${variable}`, [value, each], folder);
      const inside = modules.find((one) => one.folder === called);
      for (const [type, byName] of Object.entries(inside.resource ?? {}))
        for (const own of Object.keys(byName)) add(`${called}#${type}.${own}`, after, folder);
    }
  }
  return graph;
}

/** A circle in a graph, as the nodes on it; undefined when there is none. */
export function circleIn(graph) {
  const done = new Set();
  const search = (node, path) => {
    const at = path.indexOf(node);
    if (at >= 0) return [...path.slice(at), node];
    if (done.has(node)) return undefined;
    for (const next of graph.get(node) ?? []) {
      const circle = search(next, [...path, node]);
      if (circle !== undefined) return circle;
    }
    done.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const circle = search(node, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}
