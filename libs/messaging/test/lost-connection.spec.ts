import { setTimeout as pause } from 'node:timers/promises';
import { type Emulator, startEmulator } from '@causeway/service-bus-emulator';
import { ServiceBus } from '../src/service-bus.js';
import { aPoint } from './a-point.js';
import { aNotificationEvent } from './an-event.js';
import { type Service, startService } from './bench.js';
import { eventually } from './eventually.js';
import { withShortLocks } from './short-locks.js';
import { type WeakLink, weakLinkTo } from './weak-link.js';

let broker: Emulator;
let link: WeakLink;
let service: Service;
let elsewhere: ServiceBus;

beforeEach(async () => {
  broker = await startEmulator({ config: withShortLocks(), memory: true });
  link = await weakLinkTo(broker.port);
  elsewhere = new ServiceBus(broker.connectionString);
});

afterEach(async () => {
  link.recover();
  await Promise.all([service.stop(), elsewhere.close()]);
  link.close();
  await broker.stop();
});

const overTheLink = () => broker.connectionString.replace(`:${broker.port}`, `:${link.port}`);

async function publishedBy(bus: ServiceBus) {
  const event = aNotificationEvent();
  await bus.publish(aPoint, [{ topic: 'notifications', event }]);
  return event;
}

const handled = ({ id }: { id: string }, withinMs: number) =>
  eventually(() => expect(service.deliveries.map(({ event }) => event.id)).toContain(id), withinMs);

// The client by itself needs a minute for almost each of these.
test('a connection that is lost again and again, while its links open too, is back within seconds', async () => {
  service = await startService('order-service', overTheLink());
  for (let round = 0; round < 12; round += 1) {
    for (let times = 0; times <= round % 3; times += 1) {
      link.reset();
      await pause(round * 7);
    }
    link.reset();
    await handled(await publishedBy(elsewhere), 15_000);
    await eventually(() => publishedBy(service.bus));
  }
}, 200_000);

test('what opens into a silence is opened anew', async () => {
  link.deafen(true);
  service = await startService('order-service', overTheLink());
  const event = await publishedBy(elsewhere);
  await pause(500);
  link.heal();
  await handled(event, 30_000);
}, 60_000);

test('a connection that swallows what is sent is given up after two tries, for receiving, too', async () => {
  service = await startService('order-service', overTheLink());
  await handled(await publishedBy(elsewhere), 15_000);
  link.deafen(false);
  const event = await publishedBy(elsewhere);
  await expect(publishedBy(service.bus)).rejects.toThrow();
  await expect(publishedBy(service.bus)).rejects.toThrow();
  await publishedBy(service.bus);
  await handled(event, 30_000);
}, 60_000);
