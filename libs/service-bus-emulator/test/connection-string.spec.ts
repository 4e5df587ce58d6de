import { parseServiceBusConnectionString, ServiceBusAdministrationClient } from '@azure/service-bus';
import { startWith } from './emulator.js';

it('ends its endpoint with a slash, as the service does: names of entities are appended to it', async () => {
  const bus = await startWith({ Queues: [{ Name: 'out' }] });
  const { endpoint } = parseServiceBusConnectionString(bus.connectionString);
  const admin = new ServiceBusAdministrationClient(bus.connectionString, {
    tlsOptions: { ca: await bus.certificate() },
  });
  const byAddress = await admin.createQueue('in', { forwardTo: `${endpoint}out` });
  const byName = await admin.createQueue('also-in', { forwardTo: 'out' });
  expect([byAddress.forwardTo, byName.forwardTo]).toEqual([`${endpoint}out`, `${endpoint}out`]);
  await bus.stop();
});
