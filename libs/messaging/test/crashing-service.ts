// A service in a process of its own, told by CAUSEWAY_FAILPOINT when to die: it commits and publishes one event, or
// consumes one whose effect is a row.

import { writeSync } from 'node:fs';
import { type CloudEvent, unavailable } from '@causeway/data-model';
import { openSql } from '@causeway/stores/sql';
import { openPlaces } from '../src/dead-letters.ts';
import { type OutboxTables, outboxAdd, sqlRelay } from '../src/outbox.ts';
import { ServiceBus, ServiceBusStrategy } from '../src/service-bus.ts';
import { aPoint } from './a-point.ts';
import { aNotificationEvent } from './an-event.ts';
import { applyOnce, type EffectTables } from './effects.ts';

const [, , role = '', url = '', connectionString = ''] = process.argv;
const bus = new ServiceBus(connectionString);

if (role === 'publish') {
  const store = openSql<OutboxTables>(url);
  const event = aNotificationEvent();
  // Written a while ago, so that the next sweep need not wait for it to settle.
  const written = new Date(Date.now() - 10_000);
  writeSync(1, `${event.id}\n`);
  await store.transaction(aPoint, (trx) => outboxAdd(trx, event, written));
  await sqlRelay({ store, publisher: bus }).publish([event]);
} else if (role === 'redrive') {
  const { places } = openPlaces({
    serviceBus: connectionString,
    dynamo: { region: 'eu-west-1', endpoint: undefined, tables: [] },
    databases: [url],
  });
  for (const place of places) {
    const letters = await Array.fromAsync(place.letters());
    await place.redrive(letters.map(({ id }) => id));
  }
} else {
  const store = openSql<EffectTables>(url);
  const strategy = new ServiceBusStrategy({ service: 'order-service', bus, audit: { note: () => undefined } });
  const handler = async (event: CloudEvent) => {
    if (role === 'fail') throw unavailable('The store is away.');
    await applyOnce(store, event);
  };
  strategy.addHandler('shop.notification.sent.v1', handler, true);
  strategy.listen(() => undefined);
}
