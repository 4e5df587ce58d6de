import { localOf, resourcesOf } from './configuration.mjs';
import { clouds, environmentOf, knownAnywhere, settings } from './services.mjs';

const cases = Object.entries(clouds).flatMap(([cloud, names]) => names.map((name) => [name, cloud]));

describe.each(cases)('%s on %s', (service, cloud) => {
  const environment = environmentOf(cloud, service);
  const known = settings[service];

  it('has every setting that it cannot start without', () => {
    const required = known.filter(({ isRequired }) => isRequired).map(({ name }) => name);
    expect(required).toContain('PORT');
    // On Azure it would be the port of Functions' own host: there the door sets it.
    const unset = cloud === 'azure' ? ['PORT'] : [];
    expect(required.filter((name) => environment[name] === undefined)).toEqual(unset);
  });

  it('has no setting that it does not know', () => {
    const own = Object.keys(localOf(cloud, 'settings')[service]);
    const names = known.map(({ name }) => name);
    expect(own.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('has references where secrets are, or an address without one', () => {
    const secrets = known.filter(({ name, isSecret }) => isSecret && environment[name] !== undefined);
    expect(secrets.length).toBeGreaterThan(1);
    for (const { name } of secrets) {
      const isAddress = /^(SERVICE_BUS_CONNECTION_STRING|SQL_URL|AZURE_STORAGE_CONNECTION_STRING)$/.test(name);
      const form = isAddress ? /^(?!.*(key=|@))/i : /local\.secret_references\[|var\.aws\.service_api_keys\[/;
      expect([name, environment[name]]).toEqual([name, expect.stringMatching(form)]);
    }
  });

  it('runs by the rules of the cloud', () => {
    expect(environment.CAUSEWAY_MODE).toBe('cloud');
    expect(environment.DEMO_USERS).toBeUndefined();
  });
});

// What one service of a cloud does not need another one does.
it.each(['aws', 'azure'])('gives all of %s only what somebody knows', (cloud) => {
  expect(Object.keys(localOf(cloud, 'settings_of_all')).filter((name) => !knownAnywhere.has(name))).toEqual([]);
});

it('gives the bridge its way to both services, its key, and nothing that nobody knows', () => {
  const names = Object.keys(environmentOf('azure', 'bridge'));
  expect(names.filter((name) => !knownAnywhere.has(name))).toEqual([]);
  expect(names).toEqual(expect.arrayContaining(['ORDER_URL', 'PRODUCT_URL', 'IDENTITY_URL', 'SERVICE_API_KEY']));
});

it('adds to an app of Azure what Functions itself reads, and who the app is', () => {
  const [{ is }] = resourcesOf('azurerm_function_app_flex_consumption');
  const added = [...is.app_settings.matchAll(/^\s*(\w+)\s*=/gm)].map(([, name]) => name);
  const ofFunctions = /^AzureWebJobsStorage(__|$)|^ServiceBus__|^APPLICATIONINSIGHTS_/;
  expect(added.filter((name) => !ofFunctions.test(name))).toEqual(['AZURE_CLIENT_ID']);
  // A connection string would go before the identity.
  expect(is.app_settings).toMatch(/\bAzureWebJobsStorage\s*=\s*""/);
});
