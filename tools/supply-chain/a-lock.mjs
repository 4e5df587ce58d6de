// For tests: a repository with one app and one library, and its package-lock.json, which agree until something is changed.

/** What `npm install` would write for them: zod from the registry, the library as a link. `undefined` takes an entry out. */
export function aLock(changes = {}) {
  const packages = {
    '': { name: 'shop', version: '0.1.0', license: 'MIT', devDependencies: { nx: '23.2.1' } },
    'apps/a': { name: '@shop/a', version: '0.1.0', license: 'MIT', dependencies: { '@shop/b': '0.1.0', zod: '4.6.7' } },
    'libs/b': { name: '@shop/b', version: '0.1.0', license: 'MIT' },
    'node_modules/@shop/a': { resolved: 'apps/a', link: true },
    'node_modules/@shop/b': { resolved: 'libs/b', link: true },
    'node_modules/nx': aPackage({ version: '23.2.1', dev: true, hasInstallScript: true }),
    'node_modules/zod': aPackage({ version: '4.6.7' }),
    ...changes,
  };
  const there = Object.entries(packages).filter(([, entry]) => entry !== undefined);
  return { lockfileVersion: 3, packages: Object.fromEntries(there) };
}

/** A package from the registry as the lock has it. */
export const aPackage = (changes = {}) => ({
  version: '1.0.0',
  integrity: `sha512-${'A'.repeat(86)}==`,
  license: 'MIT',
  ...changes,
});

/** What stands in each package.json: what the lock says that it says. */
export const manifestsOf = ({ packages }) =>
  ['', 'apps/a', 'libs/b'].map((folder) => ({
    folder,
    path: folder === '' ? 'package.json' : `${folder}/package.json`,
    manifest: structuredClone(packages[folder]),
  }));
