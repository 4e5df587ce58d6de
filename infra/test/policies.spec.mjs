import { localOf, resourcesOf, source } from './configuration.mjs';
import { statements } from './statements.mjs';

const called = ({ folder, sid, text }) => `${folder}: ${sid ?? text}`;

it('finds the statements it is to judge', () => {
  expect(statements.length).toBeGreaterThan(20);
  for (const one of statements) {
    expect([called(one), one.effect]).toEqual([called(one), expect.stringMatching(/^(Allow|Deny)$/)]);
    expect([called(one), one.actions.length]).toEqual([called(one), expect.any(Number)]);
    expect([called(one), one.actions]).not.toEqual([called(one), []]);
  }
});

it('names every action in full', () => {
  const actions = statements.flatMap((one) => one.actions.map((action) => ({ action, one })));
  for (const { action, one } of actions.filter(({ action }) => action !== 'local.table_actions')) {
    expect([called(one), action]).toEqual([called(one), expect.stringMatching(/^[a-z0-9-]+:[A-Za-z]+$/)]);
  }
  for (const action of localOf('aws', 'table_actions')) expect(action).toMatch(/^dynamodb:[A-Za-z]+$/);
  expect(statements.filter(({ text }) => /\bNot(Action|Principal|Resource)\b/.test(text))).toEqual([]);
});

it('lets nobody in who is not named', () => {
  const everybody = statements.filter(({ principal }) => principal === '"*"');
  expect(everybody.length).toBeGreaterThan(0);
  expect(everybody.filter(({ effect }) => effect !== 'Deny').map(called)).toEqual([]);
});

/** Actions that AWS lets nobody narrow, one that its conditions narrow, and a key's own policy, in which `*` is that key. */
const ofEverything = [
  'ItsTraces',
  'AllStreamsByName',
  'ATokenForAzure',
  'AdministeredByTheAccount',
  'UsedByLogsAlarmsAndSchedules',
  'UsedByCloudFront',
  'UsedByLogGroups',
];

it('names a resource wherever AWS knows one', () => {
  const all = statements.filter(({ effect, resources }) => effect === 'Allow' && resources.includes('*'));
  expect(all.map(({ sid }) => sid).sort()).toEqual(ofEverything.toSorted());
});

it('asks AWS for a token that Entra takes, and for no other', () => {
  const [{ text }] = statements.filter(({ sid }) => sid === 'ATokenForAzure');
  expect(text).toContain('api://AzureADTokenExchange');
  expect(text).toContain('RS256');
});

it('lets an app of Azure become the role that is its own', () => {
  const [trust] = statements.filter(({ actions }) => actions.includes('sts:AssumeRoleWithWebIdentity'));
  expect(trust.text).toMatch(/:aud"\s*=\s*var\.azure_audience/);
  expect(trust.text).toMatch(/:sub"\s*=\s*each\.value/);
});

it('lets a function of AWS be its own service on Azure', () => {
  const [{ is }] = resourcesOf('azurerm_federated_identity_credential');
  expect(is).toMatchObject({ audience: ['api://AzureADTokenExchange'], subject: source('each.value.role_arn') });
});

it('gives on the bus what the topology grants, and nothing else', () => {
  const ofBus = resourcesOf('azurerm_role_assignment').filter(({ is }) => String(is.scope).includes('servicebus'));
  expect(ofBus.map(({ name }) => name).sort()).toEqual(['bus', 'operators']);
  const [bus] = ofBus.filter(({ name }) => name === 'bus');
  expect(bus.is.for_each).toBe(source('local.holders'));
  expect(localOf('azure', 'holders')).toContain('local.topology.grants');
  expect(localOf('azure', 'roles')).toEqual({
    Send: 'Azure Service Bus Data Sender',
    Listen: 'Azure Service Bus Data Receiver',
  });
});
