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
  return judgeGraph(root, JSON.parse(readFileSync(file, 'utf8')).graph);
}

/** @param graph what Nx writes: nodes by name, and the edges that leave each */
export function judgeGraph(root, { nodes, dependencies }) {
  const edges = Object.values(dependencies).flat();
  if (edges.length === 0) return { faults: ['the project graph has no edge: its rules would check nothing'], edges: 0 };
  return { faults: edges.flatMap((edge) => faultOf(edge, nodes, root)), edges: edges.length };
}

function faultOf({ source, target }, nodes, root) {
  if (!nodes[target]) return [];
  const [from, to] = [source, target].map((name) => name.replace(scope, ''));
  const onlyForTests = isOnlyForTests(join(root, nodes[source].data.root), target);
  if (nodes[target].type === 'app') return [`${from} depends on the app ${to}: apps are never depended on`];
  if (to === 'testing') return onlyForTests ? [] : [`${from} may depend on testing in devDependencies only`];
  const allowed = services.includes(from)
    ? Object.values(serviceRules).flatMap(({ libs }) => libs)
    : (projectRules[from] ?? []);
  const covered = allows(allowed, to) || allowed.some((entry) => entry.startsWith(`${to}/`));
  return covered || onlyForTests ? [] : [`${from} may not depend on ${to}`];
}

function isOnlyForTests(folder, name) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return manifest.dependencies?.[name] === undefined && manifest.devDependencies?.[name] !== undefined;
}
