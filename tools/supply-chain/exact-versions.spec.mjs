import { inexactVersions } from './exact-versions.mjs';

/** The faults of one package.json that holds this. */
const faultsOf = (manifest) => inexactVersions([{ folder: 'apps/a', path: 'apps/a/package.json', manifest }]);

it('one version, a folder of ours and what the root depends on are exact', () => {
  const exact = { zod: '4.6.7', next: '1.0.0-rc.1', stub: 'file:tools/stub' };
  const faults = faultsOf({
    dependencies: exact,
    devDependencies: exact,
    optionalDependencies: exact,
    overrides: { 'unrs-resolver': '1.12.2', azurite: { applicationinsights: '$applicationinsights' } },
  });
  expect(faults).toEqual([]);
});

it.each([
  '^4.6.7',
  '~4.6.7',
  '>=4.6.7',
  '4',
  '4.6',
  '4.x',
  '*',
  '',
  'latest',
  'v4.6.7',
  '4.6.7 || 4.6.8',
  'npm:zod@^4.6.7',
  'github:colinhacks/zod',
  'https://example.com/zod.tgz',
  'file:/tmp/zod',
])("'%s' is not one version", (spec) => {
  expect(faultsOf({ dependencies: { zod: spec } })).toEqual([
    `apps/a/package.json: '${spec}' for zod in dependencies is not one version; write the one that package-lock.json has.`,
  ]);
});

it.each(['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'])(
  'a range is seen in %s',
  (kind) => {
    expect(faultsOf({ [kind]: { zod: '^4.6.7' } })).toEqual([
      expect.stringContaining(`zod in ${kind} is not one version`),
    ]);
  },
);

it('a range is seen in an override, however deep', () => {
  expect(faultsOf({ overrides: { azurite: { express: { qs: '^6.0.0' } } } })).toEqual([
    expect.stringContaining("'^6.0.0' for qs in overrides"),
  ]);
});
