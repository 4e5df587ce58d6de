import { aLock, aPackage } from './a-lock.mjs';
import { undecidedScripts } from './install-scripts.mjs';

const { packages } = aLock();

it.each([[{ nx: false }], [{ nx: true }], [{ 'nx@23.2.1': true }], [{ 'nx@23.2.0 || 23.2.1': false }]])(
  'an install script is decided about by %j',
  (allowScripts) => {
    expect(undecidedScripts(packages, allowScripts)).toEqual([]);
  },
);

it.each([[{}], [{ 'nx@23.2.0': true }]])('an install script is undecided with %j', (allowScripts) => {
  expect(undecidedScripts(packages, allowScripts)).toContain(
    'nx@23.2.1 has an install script that nobody has decided about; name it under allowScripts in package.json, with false unless the script is read and needed.',
  );
});

it('an install script is seen wherever the package lies, once', () => {
  const esbuild = aPackage({ version: '0.28.2', hasInstallScript: true });
  const deep = {
    ...packages,
    'node_modules/x/node_modules/@a/b': esbuild,
    'node_modules/y/node_modules/@a/b': esbuild,
  };
  expect(undecidedScripts(deep, { nx: false })).toEqual([expect.stringContaining('@a/b@0.28.2 has an install script')]);
});

it('a workspace has none of its own, either', () => {
  const ours = { ...packages, 'apps/a': { ...packages['apps/a'], hasInstallScript: true } };
  expect(undecidedScripts(ours, { nx: false })).toEqual([
    expect.stringContaining('@shop/a@0.1.0 has an install script'),
  ]);
});

it.each(['esbuild', 'zod', 'zod@4.6.7'])('nothing is decided about %s, which has no script', (name) => {
  expect(undecidedScripts(packages, { nx: false, [name]: false })).toEqual([
    `allowScripts in package.json names ${name}, but no such package in package-lock.json has an install script; take it out.`,
  ]);
});

it('a decision is yes or no', () => {
  expect(undecidedScripts(packages, { nx: 'later' })).toEqual([
    "allowScripts in package.json says 'later' of nx; say true or false.",
  ]);
});
