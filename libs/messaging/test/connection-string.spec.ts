import { randomBytes } from 'node:crypto';
import { settingsIn } from '@causeway/runtime/env';
import * as z from 'zod';
import { serviceBusEnv } from '../src/service-bus.js';

const schema = z.object({ SERVICE_BUS_CONNECTION_STRING: serviceBusEnv.shape.SERVICE_BUS_CONNECTION_STRING });
const read = (CAUSEWAY_MODE: string, SERVICE_BUS_CONNECTION_STRING: string) =>
  settingsIn(schema, { CAUSEWAY_MODE, SERVICE_BUS_CONNECTION_STRING });

const cloud = 'sb://causeway.servicebus.windows.net/';
const to = (endpoint: string, key: string, more = '') =>
  `Endpoint=${endpoint};SharedAccessKeyName=causeway;SharedAccessKey=${key};${more}`;
const random = () => randomBytes(32).toString('base64');
const emulator = 'UseDevelopmentEmulator=true;';
const known = 'is a default or an example that everybody can read';

it.each([['docker'], ['cloud']])('a random key is taken in %s mode', async (mode) => {
  expect(await read(mode, to(cloud, random()))).toBeDefined();
});

it.each([
  ['with its switch', to('sb://service-bus', 'SAS_KEY_VALUE', emulator)],
  ['at a port of its own', to('sb://service-bus:5672/', 'SAS_KEY_VALUE', emulator)],
  ['over TLS', to('sb://service-bus', 'SAS_KEY_VALUE')],
])("the emulator's key is taken in docker mode for an emulator %s, and never in cloud mode", async (_which, value) => {
  expect(await read('docker', value)).toBeDefined();
  await expect(read('cloud', value)).rejects.toThrow('SERVICE_BUS_CONNECTION_STRING must hold a SharedAccessKey');
});

it.each([
  ['docker', "the emulator's key for a cloud", to(cloud, 'SAS_KEY_VALUE'), "holds an emulator's"],
  [
    'docker',
    "the emulator's key for a cloud, whatever it is called",
    to(cloud, 'SAS_KEY_VALUE', emulator),
    "holds an emulator's",
  ],
  ['docker', 'another weak key for an emulator', to('sb://service-bus', 'x', emulator), 'has only 1'],
  ['docker', 'no key', 'Endpoint=sb://service-bus', 'holds none'],
  ['cloud', "the emulator's key", to(cloud, 'SAS_KEY_VALUE'), known],
  ['cloud', 'an emulator with a good key', to('sb://service-bus', random(), emulator), 'leads to an emulator'],
  ['cloud', 'an emulator in small letters', to(cloud, random(), 'usedevelopmentemulator=TRUE'), 'leads to an emulator'],
  ['cloud', 'a short key', to(cloud, 'h8Qz3vXw'), 'has only 8'],
])('in %s mode %s is refused', async (mode, _what, value, fault) => {
  await expect(read(mode, value)).rejects.toThrow(
    `SERVICE_BUS_CONNECTION_STRING must hold a SharedAccessKey of at least 32 random characters, but ${fault};`,
  );
});

const AZURE_CLIENT_ID = '33333333-3333-4333-8333-333333333333';

it('an address of Azure alone is taken in cloud mode, for a process that knows who it is', async () => {
  const settings = { CAUSEWAY_MODE: 'cloud', SERVICE_BUS_CONNECTION_STRING: `Endpoint=${cloud}` };
  expect(await settingsIn(schema, { ...settings, AZURE_CLIENT_ID })).toBeDefined();
  await expect(settingsIn(schema, settings)).rejects.toThrow(
    'holds none, and AZURE_CLIENT_ID does not say which identity needs none;',
  );
});

it.each([
  ['docker', cloud],
  ['cloud', 'sb://service-bus.example/'],
])('in %s mode an address alone is refused at %s', async (CAUSEWAY_MODE, endpoint) => {
  const settings = { CAUSEWAY_MODE, SERVICE_BUS_CONNECTION_STRING: `Endpoint=${endpoint}`, AZURE_CLIENT_ID };
  await expect(settingsIn(schema, settings)).rejects.toThrow('random characters, but holds none;');
});
