import { aLock, aPackage } from './a-lock.mjs';
import * as ours from './allowed-licences.mjs';
import { licenceFaults } from './licences.mjs';

const allowed = { production: ['MIT', 'Apache-2.0'], development: ['MIT', 'Apache-2.0', 'CC-BY-4.0'], reviewed: [] };

/** The faults of a lock that holds this one, too. */
const faultsWith = (entry, lists = {}) =>
  licenceFaults(aLock({ 'node_modules/x': aPackage(entry) }).packages, { ...allowed, ...lists });

it.each(['MIT', '(MIT OR GPL-3.0-only)', 'MIT AND Apache-2.0'])('%s is allowed', (license) => {
  expect(faultsWith({ license })).toEqual([]);
});

it.each(['GPL-3.0-only', 'MIT AND GPL-3.0-only', 'CC-BY-4.0', 'LicenseRef-ours'])('%s is not', (license) => {
  expect(faultsWith({ license })).toEqual([
    `x@1.0.0, used in production, has the licence ${license}, which is not allowed there; take another package, or allow the licence in tools/supply-chain/allowed-licences.mjs after reading it.`,
  ]);
});

it('what only builds and tests may be licensed more freely', () => {
  expect(faultsWith({ license: 'CC-BY-4.0', dev: true })).toEqual([]);
  expect(faultsWith({ license: 'GPL-3.0-only', dev: true })).toEqual([
    expect.stringContaining('x@1.0.0, used in development, has the licence GPL-3.0-only'),
  ]);
});

it('a development dependency that something else takes as an optional one counts as production', () => {
  expect(faultsWith({ license: 'CC-BY-4.0', devOptional: true })).toEqual([
    expect.stringContaining('used in production'),
  ]);
});

describe('a licence that no program can read', () => {
  const odd = [
    ['that is not named', undefined, 'names no licence'],
    [
      'in words',
      'SEE LICENSE IN LICENSE.txt',
      "has the licence 'SEE LICENSE IN LICENSE.txt', which is no SPDX expression",
    ],
    ['that is nobody’s', 'UNLICENSED', "has the licence 'UNLICENSED', which is no SPDX expression"],
    ['of an old form', { type: 'MIT' }, 'which is no SPDX expression'],
  ];

  it.each(odd)('%s, has to be read by a person', (_, license, what) => {
    const [fault, ...more] = faultsWith({ license });
    expect(fault).toContain(what);
    expect(fault).toContain('read what it says about itself and list it under reviewed');
    expect(more).toEqual([]);
  });

  it.each(odd.slice(0, 3))('%s, is let through once a person has', (_, says) => {
    expect(faultsWith({ license: says }, { reviewed: [{ name: 'x', says, because: 'read' }] })).toEqual([]);
  });

  it('has to be read again when it says something else, and the old review goes', () => {
    expect(faultsWith({ license: 'Ask me' }, { reviewed: [{ name: 'x', says: 'Free', because: 'read' }] })).toEqual([
      expect.stringContaining("has the licence 'Ask me', which is no SPDX expression"),
      "tools/supply-chain/allowed-licences.mjs reviews x with the licence 'Free', which is not installed; take it out.",
    ]);
  });
});

it('one sentence is enough for a package, however often it is installed', () => {
  const x = aPackage({ license: 'GPL-3.0-only' });
  const { packages } = aLock({ 'node_modules/x': x, 'node_modules/zod/node_modules/x': x });
  expect(licenceFaults(packages, allowed)).toHaveLength(1);
});

it('every review gives its reason', () => {
  for (const { name, because } of ours.reviewed)
    expect([name, because]).toEqual([name, expect.stringMatching(/\w \w/)]);
});
