import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkWorkflows } from './workflows.mjs';

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'workflows-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** The faults of a repository with this one workflow. */
function faultsOf(text, path = '.github/workflows/a.yml') {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  return checkWorkflows(root).faults;
}

const workflow = ({ permissions = 'permissions:\n  contents: read', uses = 'actions/checkout@v5', job = '' } = {}) =>
  `on: push\n${permissions}\njobs:\n  a:\n    runs-on: ubuntu-24.04\n${job}    steps:\n      - uses: ${uses}\n      - run: echo\n`;

it('a workflow that says what it may do, and which actions it uses, has no fault', () => {
  expect(faultsOf(workflow())).toEqual([]);
  expect(faultsOf(workflow({ permissions: 'permissions: {}', uses: './.github/actions/own' }))).toEqual([]);
  expect(faultsOf(workflow({ uses: `actions/checkout@${'a'.repeat(40)}` }))).toEqual([]);
});

it('every YAML file below .github is seen, and none elsewhere', () => {
  faultsOf('version: 2', '.github/dependabot.yml');
  faultsOf(workflow(), '.github/workflows/b.yaml');
  faultsOf('a: [', 'docs/a.yml');
  expect(checkWorkflows(root)).toEqual({ faults: [], seen: 2 });
});

it.each(['a: [1', 'a: 1\na: 2', 'a:\n\t- 1'])('%j is no YAML', (text) => {
  expect(faultsOf(text, '.github/dependabot.yml')).toContainEqual(
    expect.stringMatching(/^\.github\/dependabot\.yml:\d: no valid YAML \(.{1,200}\); mend it\.$/),
  );
});

it.each(['', 'permissions:', 'permissions: write-all', 'permissions: read-all'])(
  'a workflow with %j does not list what it may do',
  (permissions) => {
    expect(faultsOf(workflow({ permissions }))).toEqual([
      expect.stringContaining('.github/workflows/a.yml: the workflow lists no permissions'),
    ]);
  },
);

it.each(['', 'jobs:', 'jobs:\n  a:\n    steps:\n      -'])(
  '%j, which is hardly a workflow, does not, either',
  (text) => {
    expect(faultsOf(text)).toEqual([expect.stringContaining('lists no permissions')]);
  },
);

it('a job may not help itself to everything', () => {
  expect(faultsOf(workflow({ job: '    permissions: write-all\n' }))).toEqual([
    ".github/workflows/a.yml: the job a has 'write-all' for permissions; list what it needs.",
  ]);
});

it.each(['actions/checkout', 'actions/checkout@main', 'actions/checkout@latest', 'actions/checkout@11bd719'])(
  '%s could be something else tomorrow',
  (uses) => {
    expect(faultsOf(workflow({ uses }))).toEqual([
      `.github/workflows/a.yml: the job a uses ${uses}; name a version of it, such as @v4, or a full commit.`,
    ]);
  },
);

it('so could a workflow of another repository', () => {
  const text = 'on: push\npermissions: {}\njobs:\n  a:\n    uses: o/r/.github/workflows/a.yml@main\n';
  expect(faultsOf(text)).toEqual([expect.stringContaining('uses o/r/.github/workflows/a.yml@main')]);
});
