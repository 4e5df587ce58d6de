import { aLock, aPackage, manifestsOf } from './a-lock.mjs';
import { lockFaults } from './check-lock.mjs';

const faultsOf = (lock, npmrc) => lockFaults(manifestsOf(aLock()), lock, npmrc);

it('a lock that says what every package.json says has no fault', () => {
  expect(faultsOf(aLock(), 'save-exact=true\nregistry=https://registry.npmjs.org/\n')).toEqual([]);
});

describe('a lock that disagrees', () => {
  it('lacks a workspace', () => {
    expect(faultsOf(aLock({ 'libs/b': undefined }))).toContain(
      'package-lock.json does not know libs/b/package.json; run "npm install" and commit package-lock.json.',
    );
  });

  it('has a dependency that package.json does not have', () => {
    const { packages } = aLock();
    expect(faultsOf(aLock({ 'libs/b': { ...packages['libs/b'], dependencies: { zod: '4.6.7' } } }))).toEqual([
      'package-lock.json has other dependencies than libs/b/package.json; run "npm install" and commit package-lock.json.',
    ]);
  });

  it('has a dependency as another kind', () => {
    const { packages } = aLock();
    const { dependencies, ...rest } = packages['apps/a'];
    expect(faultsOf(aLock({ 'apps/a': { ...rest, devDependencies: dependencies } }))).toEqual([
      expect.stringContaining('other dependencies than apps/a/package.json'),
    ]);
  });

  it('holds another version', () => {
    expect(faultsOf(aLock({ 'node_modules/zod': aPackage({ version: '4.6.8' }) }))).toEqual([
      'package-lock.json holds zod 4.6.8 for apps/a/package.json, which names 4.6.7; run "npm install" and commit package-lock.json.',
    ]);
  });

  it('holds another version nearer to the package that asks', () => {
    expect(faultsOf(aLock({ 'apps/a/node_modules/zod': aPackage({ version: '4.6.8' }) }))).toEqual([
      expect.stringContaining('holds zod 4.6.8 for apps/a/package.json'),
    ]);
  });

  it('holds another version of a workspace', () => {
    expect(faultsOf(aLock({ 'libs/b': { name: '@shop/b', version: '0.2.0' } }))).toEqual([
      expect.stringContaining('holds @shop/b 0.2.0 for apps/a/package.json, which names 0.1.0'),
    ]);
  });

  it('does not hold what is asked for', () => {
    expect(faultsOf(aLock({ 'node_modules/zod': undefined }))).toEqual([
      expect.stringContaining('does not hold zod, which apps/a/package.json depends on'),
    ]);
  });

  it('is of a version that says less', () => {
    expect(faultsOf({ ...aLock(), lockfileVersion: 2 })).toEqual([
      'package-lock.json has lockfileVersion 2, not 3; run "npm install" and commit package-lock.json.',
    ]);
  });
});

describe('what could be another package tomorrow', () => {
  it.each([
    ['has no hash', { integrity: undefined }],
    ['has a hash that can be forged', { integrity: 'sha1-Kq5sNclPz7QV2+lfQIuc6R7oRu0=' }],
  ])('%s', (_, change) => {
    expect(faultsOf(aLock({ 'node_modules/zod': aPackage({ version: '4.6.7', ...change }) }))).toEqual([
      expect.stringContaining('package-lock.json has no SHA-512 for zod@4.6.7 (node_modules/zod)'),
    ]);
  });

  it.each([
    'http://registry.npmjs.org/zod/-/zod-4.6.7.tgz',
    'https://registry.example.com/zod/-/zod-4.6.7.tgz',
    'https://registry.npmjs.org/zod-by-another/-/zod-4.6.7.tgz',
    'git+ssh://git@github.com/colinhacks/zod.git#0000',
  ])('comes from %s', (resolved) => {
    expect(faultsOf(aLock({ 'node_modules/zod': aPackage({ version: '4.6.7', resolved }) }))).toEqual([
      expect.stringContaining(`package-lock.json takes zod@4.6.7 (node_modules/zod) from ${resolved}, not from`),
    ]);
  });

  it('is neither what comes from the registry nor what lies inside of another package', () => {
    const resolved = 'https://registry.npmjs.org/zod/-/zod-4.6.7.tgz';
    const lock = aLock({
      'node_modules/zod': aPackage({ version: '4.6.7', resolved }),
      'node_modules/zod/node_modules/inner': { version: '1.0.0', inBundle: true },
    });
    expect(faultsOf(lock)).toEqual([]);
  });

  it.each([['../elsewhere'], ['tools/nowhere'], [undefined]])('is a link to %s', (resolved) => {
    expect(faultsOf(aLock({ 'node_modules/stub': { resolved, link: true } }))).toEqual([
      expect.stringContaining(`links node_modules/stub to ${resolved}, which is no package of this repository`),
    ]);
  });

  it.each(['registry=https://registry.example.com', ' @shop:registry = http://registry.npmjs.org/'])(
    'comes from where .npmrc says: %s',
    (line) => {
      expect(faultsOf(aLock(), `fund=false\n${line}\n`)).toEqual([
        `.npmrc has '${line.trim()}', but packages come from https://registry.npmjs.org/; take that line out.`,
      ]);
    },
  );
});
