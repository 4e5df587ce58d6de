import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { aLock, aPackage } from '../supply-chain/a-lock.mjs';
import { readManifests } from '../supply-chain/manifests.mjs';
import { deployed } from './deployed.mjs';

const deployedOf = (changes) => deployed(aLock(changes).packages, ['apps/a']);
const app = (needs) => ({ 'apps/a': { name: '@shop/a', version: '0.1.0', ...needs } });

it('an app deploys with what its dependencies lead to, through links, and with nothing else', () => {
  expect(
    deployedOf({
      'libs/b': {
        name: '@shop/b',
        version: '0.1.0',
        dependencies: { kysely: '0.29.9' },
        devDependencies: { nx: '23.2.1' },
      },
      'node_modules/kysely': aPackage(),
      'node_modules/unused': aPackage(),
    }),
  ).toEqual(
    new Map([
      ['apps/a', ['libs/b', 'node_modules/zod']],
      ['libs/b', ['node_modules/kysely']],
      ['node_modules/kysely', []],
      ['node_modules/zod', []],
    ]),
  );
});

it('what one package takes for its tests and another for its work deploys with that one', () => {
  const both = { dependencies: { '@shop/b': '0.1.0' }, devDependencies: { zod: '4.6.7' } };
  const b = { name: '@shop/b', version: '0.1.0', dependencies: { zod: '4.6.7' } };
  expect(deployedOf({ ...app(both), 'libs/b': b })).toEqual(
    new Map([
      ['apps/a', ['libs/b']],
      ['libs/b', ['node_modules/zod']],
      ['node_modules/zod', []],
    ]),
  );
});

it('the version that Node would find is the one that deploys', () => {
  const found = deployedOf({ 'apps/a/node_modules/zod': aPackage({ version: '3.0.0' }) });
  expect(found.get('apps/a')).toEqual(['libs/b', 'apps/a/node_modules/zod']);
  expect(found.has('node_modules/zod')).toBe(false);
});

it('peers deploy, too, but not those that may be absent', () => {
  const needs = {
    peerDependencies: { rxjs: '7', reflect: '1', absent: '1' },
    peerDependenciesMeta: { reflect: { optional: true } },
    optionalDependencies: { zod: '4.6.7', elsewhere: '1.0.0' },
  };
  const found = deployedOf({ ...app(needs), 'node_modules/rxjs': aPackage(), 'node_modules/reflect': aPackage() });
  expect(found.get('apps/a')).toEqual(['node_modules/zod', 'node_modules/rxjs']);
});

it('packages may need each other', () => {
  const found = deployedOf({
    'node_modules/zod': aPackage({ dependencies: { '@shop/a': '0.1.0' } }),
  });
  expect(found.get('node_modules/zod')).toEqual(['apps/a']);
});

it('a lock that lacks a package is refused', () => {
  expect(() => deployedOf({ 'node_modules/zod': undefined })).toThrow(
    'package-lock.json lacks zod, which apps/a needs; run "npm install" and try again.',
  );
});

it('of this repository, npm and we agree what is for development only', () => {
  const root = join(import.meta.dirname, '..', '..');
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const everything = deployed(
    packages,
    readManifests(root).map(({ folder }) => folder),
  );
  expect([...everything.keys()].filter((key) => packages[key].dev)).toEqual([]);
  // An optional peer that development brings is neither: npm marks it so, and what it leads to as optional.
  const others = Object.keys(packages).filter((key) => !everything.has(key) && !packages[key].link);
  expect(others.filter((key) => !packages[key].dev && !packages[key].devOptional && !packages[key].optional)).toEqual(
    [],
  );
});
