import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JsonStrictValidator } from '@cyclonedx/cyclonedx-library/Validation';
import { aLock, aPackage } from '../supply-chain/a-lock.mjs';
import { dependenciesOf, readManifests } from '../supply-chain/manifests.mjs';
import { billOfMaterials } from './bom.mjs';

const root = join(import.meta.dirname, '..', '..');
const validator = new JsonStrictValidator('1.6');
const nameOf = ({ group, name }) => (group === undefined ? name : `${group}/${name}`);
const billOf = (changes) => JSON.parse(billOfMaterials(aLock(changes).packages, ['apps/a']));

describe('a bill of materials', () => {
  it('says of each package what it is, where it is from, its hash and its licence', () => {
    const { specVersion, metadata, components, dependencies } = billOf({
      'node_modules/zod': aPackage({ version: '4.6.7', license: 'MIT OR Apache-2.0' }),
    });
    expect(specVersion).toBe('1.6');
    expect(metadata.component).toMatchObject({ type: 'application', name: 'shop', version: '0.1.0' });
    expect(components.map(({ type, purl }) => [type, purl])).toEqual([
      ['application', 'pkg:npm/%40shop/a@0.1.0'],
      ['library', 'pkg:npm/%40shop/b@0.1.0'],
      ['library', 'pkg:npm/zod@4.6.7'],
    ]);
    expect(components.at(-1)).toMatchObject({
      scope: 'required',
      hashes: [{ alg: 'SHA-512', content: '0'.repeat(128) }],
      licenses: [{ expression: 'MIT OR Apache-2.0' }],
    });
    expect(dependencies).toEqual([
      { ref: '@shop/a@0.1.0', dependsOn: ['@shop/b@0.1.0', 'zod@4.6.7'] },
      { ref: '@shop/b@0.1.0' },
      { ref: 'shop@0.1.0', dependsOn: ['@shop/a@0.1.0'] },
      { ref: 'zod@4.6.7' },
    ]);
  });

  it.each([
    ['an identifier', 'MIT', { license: { id: 'MIT' } }],
    ['words', 'see https://example.com', { license: { name: 'see https://example.com' } }],
  ])('takes %s for a licence as it is', (_, license, told) => {
    const { components } = billOf({ 'node_modules/zod': aPackage({ version: '4.6.7', license }) });
    expect(components.at(-1).licenses).toEqual([told]);
  });

  it('names a version once that lies in two places, with what either needs, and required when one of them is', () => {
    const { components, dependencies } = billOf({
      'libs/b': { name: '@shop/b', version: '0.1.0', dependencies: { zod: '4.6.7' } },
      'node_modules/zod': aPackage({ version: '4.6.7', optional: true }),
      'libs/b/node_modules/zod': aPackage({ version: '4.6.7', dependencies: { x: '^1.0.0' } }),
      'node_modules/x': aPackage({ optional: true }),
    });
    expect(components.map(({ name, scope }) => [name, scope])).toEqual([
      ['a', 'required'],
      ['b', 'required'],
      ['x', 'optional'],
      ['zod', 'required'],
    ]);
    expect(dependencies.find(({ ref }) => ref === 'zod@4.6.7').dependsOn).toEqual(['x@1.0.0']);
  });

  it('is what CycloneDX’s schema asks for, which sees what is not', async () => {
    const text = billOfMaterials(aLock().packages, ['apps/a']);
    expect(await validator.validate(text)).toBeNull();
    for (const broken of [
      text.replace('"library"', '"box"'),
      text.replace('"MIT"', '"MINE"'),
      text.replace('urn:uuid:', ''),
    ])
      expect(await validator.validate(broken)).not.toBeNull();
  });
});

describe('npm run sbom', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sbom-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const run = (...args) => {
    const { INIT_CWD: _, ...env } = process.env;
    return spawnSync(process.execPath, [join(root, 'tools', 'sbom.mjs'), ...args], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
  };
  let told;
  let text;
  beforeAll(() => {
    told = run('--output', 'shop.cdx.json');
    text = readFileSync(join(folder, 'shop.cdx.json'), 'utf8');
  });

  it('writes where it is told to, and says what', () => {
    expect([told.status, told.stderr]).toEqual([0, '']);
    expect(told.stdout).toBe(
      `${join(folder, 'shop.cdx.json')} holds ${JSON.parse(text).components.length} components of ${apps().length} apps, as CycloneDX 1.6.\n`,
    );
  });

  it('writes what CycloneDX’s schema asks for', async () => {
    expect(await validator.validate(text)).toBeNull();
  });

  it('holds every app, all that it depends on, and nothing that only develops it', () => {
    const names = new Set(JSON.parse(text).components.map(nameOf));
    for (const { manifest } of apps()) {
      expect(names).toContain(manifest.name);
      const needed = dependenciesOf(manifest).filter(({ kind }) => kind === 'dependencies');
      expect(needed.map(({ name }) => name).filter((name) => !names.has(name))).toEqual([]);
    }
    for (const name of ['jest', 'nx', '@biomejs/biome', 'typescript', 'supertest', '@causeway/testing', 'recheck'])
      expect(names).not.toContain(name);
  });

  it('tells a hash of everything that is not ours, and names only what it holds', () => {
    const { components, dependencies, metadata } = JSON.parse(text);
    const strangers = components.filter((one) => one.group !== '@causeway' && one.name !== 'applicationinsights');
    expect(strangers.filter(({ hashes }) => hashes?.[0].alg !== 'SHA-512')).toEqual([]);
    const refs = new Set([metadata.component, ...components].map((one) => one['bom-ref']));
    expect(refs.size).toBe(components.length + 1);
    expect(
      dependencies.flatMap(({ ref, dependsOn = [] }) => [ref, ...dependsOn]).filter((ref) => !refs.has(ref)),
    ).toEqual([]);
  });

  it('says in one sentence what is wrong with where to write', () => {
    const { status, stderr } = run('--output', 'nowhere/shop.cdx.json');
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^The bill of materials cannot be written \(ENOENT[^)]*\); name a file in a folder that is there\.\n$/,
    );
    expect(run('--out', 'x').status).toBe(2);
  });

  const apps = () => readManifests(root).filter(({ folder: one }) => one.startsWith('apps/'));
});
