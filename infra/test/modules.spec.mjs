import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parse } from '@cdktn/hcl2json';
import { moduleOf, modules, root, textsIn } from './configuration.mjs';

const calls = modules.flatMap(({ folder, module = {} }) =>
  Object.entries(module).map(([name, [call]]) => ({ folder, name, call, called: posix.join(folder, call.source) })),
);
const meta = ['source', 'providers', 'for_each', 'depends_on'];
const mustBeSet = ({ variable = {} }) => Object.keys(variable).filter((name) => !('default' in variable[name][0]));

it.each(calls.map((one) => [`${one.folder}: module.${one.name}`, one]))('%s is given what it asks for', (_, one) => {
  const target = moduleOf(one.called);
  const given = Object.keys(one.call).filter((name) => !meta.includes(name));
  expect(given.filter((name) => !(name in (target.variable ?? {})))).toEqual([]);
  expect(mustBeSet(target).filter((name) => !given.includes(name))).toEqual([]);
});

it.each(calls.map((one) => [`${one.folder}: module.${one.name}`, one]))('%s is asked for what it gives', (_, one) => {
  const { output = {} } = moduleOf(one.called);
  const asked = textsIn(moduleOf(one.folder)).flatMap((text) =>
    [...text.matchAll(new RegExp(`\\bmodule\\.${one.name}(?:\\[[^\\]]+\\])?\\.(\\w+)`, 'g'))].map(([, name]) => name),
  );
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((name) => !(name in output))).toEqual([]);
});

it.each(modules.map((one) => [one.folder, one]))('%s declares what it names, and names what it declares', (_, one) => {
  const texts = textsIn(one).join('\n');
  const named = (kind) => new Set([...texts.matchAll(new RegExp(`\\b${kind}\\.(\\w+)`, 'g'))].map(([, name]) => name));
  const locals = (one.locals ?? []).flatMap(Object.keys);
  expect([...named('var')].sort()).toEqual(Object.keys(one.variable ?? {}).sort());
  expect([...named('local')].sort()).toEqual(locals.sort());
});

it('says of every variable and every output what it is', () => {
  for (const { folder, variable = {}, output = {} } of modules) {
    for (const [name, [one]] of Object.entries({ ...variable, ...output }))
      expect([folder, name, one.description]).toEqual([folder, name, expect.stringMatching(/\.$/)]);
  }
});

it('pins every provider in the root, and Terraform everywhere', () => {
  const { terraform } = moduleOf('.');
  const [
    {
      required_providers: [providers],
    },
  ] = terraform;
  for (const { version } of Object.values(providers)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(Object.keys(providers).sort()).toEqual(['aws', 'azuread', 'azurerm']);
  for (const { folder, terraform: blocks } of modules)
    expect([folder, blocks.map((one) => one.required_version)]).toEqual([folder, ['>= 1.11.0, < 2.0.0']]);
});

it.each(['dev', 'prod'])('has an example of %s that sets what must be set, and nothing else', async (environment) => {
  const file = `examples/${environment}.tfvars`;
  const example = await parse('example.tf', readFileSync(join(root, file), 'utf8'));
  const { variable } = moduleOf('.');
  expect(example.environment).toBe(environment);
  expect(Object.keys(example).filter((name) => !(name in variable))).toEqual([]);
  expect(mustBeSet(moduleOf('.')).filter((name) => !(name in example))).toEqual([]);
  expect(example.databases['payment-service'].pause_after_minutes).toBe(-1);
});
