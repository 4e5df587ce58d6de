import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allows, projectRules, serviceRules, services } from './rules.mjs';

const scope = '@causeway/';

/** Checks the project graph as Nx sees it, which is what decides what is built, tested and cached. */
export function checkGraph(root) {
  const file = join(root, '.cache', 'graph.json');
  mkdirSync(join(root, '.cache'), { recursive: true });
  execFileSync('nx', ['graph', `--file=${file}`], { cwd: root, stdio: 'ignore' });
  const { nodes, dependencies } = JSON.parse(readFileSync(file, 'utf8')).graph;
  const edges = Object.values(dependencies).flat();
  if (edges.length === 0) return { faults: ['the project graph has no edge: its rules would check nothing'], edges: 0 };
  return { faults: edges.flatMap((edge) => faultOf(edge, nodes)), edges: edges.length };
}

function faultOf({ source, target }, nodes) {
  if (!nodes[target]) return [];
  const [from, to] = [source, target].map((name) => name.replace(scope, ''));
  if (nodes[target].type === 'app') return [`${from} depends on the app ${to}: apps are never depended on`];
  if (to === 'testing')
    return declaredForTests(nodes[source]) ? [] : [`${from} may depend on testing in devDependencies only`];
  const allowed = services.includes(from)
    ? Object.values(serviceRules).flatMap(({ libs }) => libs)
    : (projectRules[from] ?? []);
  const covered = allows(allowed, to) || allowed.some((entry) => entry.startsWith(`${to}/`));
  return covered || declaredForTests(nodes[source], to) ? [] : [`${from} may not depend on ${to}`];
}

function declaredForTests(node, name = 'testing') {
  const manifest = JSON.parse(readFileSync(join(node.data.root, 'package.json'), 'utf8'));
  return manifest.dependencies?.[scope + name] === undefined && manifest.devDependencies?.[scope + name] !== undefined;
}
