import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judgeGraph } from './check-graph.mjs';

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'graph-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** The verdict on a house with these projects: `{ 'apps/a': { dependencies: [...], devDependencies: [...] } }`. */
function verdictOn(projects) {
  const nodes = {};
  const dependencies = {};
  for (const [folder, { dependencies: needs = [], devDependencies: tests = [] }] of Object.entries(projects)) {
    const [kind, name] = folder.split('/');
    const declared = (names) => Object.fromEntries(names.map((one) => [`@causeway/${one}`, '0.1.0']));
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(
      join(root, folder, 'package.json'),
      JSON.stringify({ dependencies: declared(needs), devDependencies: declared(tests) }),
    );
    const source = `@causeway/${name}`;
    nodes[source] = { type: kind === 'apps' ? 'app' : 'lib', data: { root: folder } };
    dependencies[source] = [...needs, ...tests].map((target) => ({ source, target: `@causeway/${target}` }));
  }
  return judgeGraph(root, { nodes, dependencies });
}

it('is content with what the rules allow, and counts it', () => {
  const verdict = verdictOn({
    'apps/order-service': { dependencies: ['data-model', 'stores'], devDependencies: ['testing', 'engines'] },
    'apps/local-cloud': { dependencies: ['messaging'] },
    'libs/messaging': { dependencies: ['stores'] },
    'libs/data-model': {},
    'libs/stores': {},
    'libs/engines': {},
    'libs/testing': {},
  });
  expect(verdict).toEqual({ faults: [], edges: 6 });
});

it('fails on a graph without edges, which would check nothing', () => {
  expect(verdictOn({ 'libs/data-model': {}, 'libs/runtime': {} })).toEqual({
    faults: ['the project graph has no edge: its rules would check nothing'],
    edges: 0,
  });
});

it('lets nothing depend on an app, not even for tests', () => {
  const { faults } = verdictOn({
    'apps/order-service': { dependencies: ['product-service'] },
    'apps/payment-service': { devDependencies: ['product-service'] },
    'apps/product-service': {},
  });
  expect(faults).toEqual([
    'order-service depends on the app product-service: apps are never depended on',
    'payment-service depends on the app product-service: apps are never depended on',
  ]);
});

it('lets testing be declared for tests only', () => {
  const { faults } = verdictOn({ 'libs/auth': { dependencies: ['testing'] }, 'libs/testing': {} });
  expect(faults).toEqual(['auth may depend on testing in devDependencies only']);
});

it('names a dependency that no rule allows', () => {
  const { faults } = verdictOn({ 'libs/runtime': { dependencies: ['stores'] }, 'libs/stores': {} });
  expect(faults).toEqual(['runtime may not depend on stores']);
});

it('says nothing of what is not ours', () => {
  const verdict = verdictOn({ 'libs/runtime': { dependencies: ['elsewhere'] } });
  expect(verdict).toEqual({ faults: [], edges: 1 });
});
