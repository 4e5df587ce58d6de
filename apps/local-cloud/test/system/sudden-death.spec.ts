import { once } from 'node:events';
import { eventually } from '@causeway/testing';
import { aCustomer } from './people.js';
import { dataFolder, isAlive, type RunningSystem, removeFolder, startSystem } from './running-system.js';
import { Shop } from './shop.js';

const folder = dataFolder();
let system: RunningSystem | undefined;

afterAll(async () => {
  await system?.stop();
  removeFolder(folder);
}, 30_000);

const pidsOf = async (running: RunningSystem): Promise<number[]> => {
  const { processes } = await running.report();
  const pids = processes.map(({ pid }) => pid ?? 0);
  expect(pids).toHaveLength(14);
  expect(pids.filter((pid) => !isAlive(pid))).toEqual([]);
  return pids;
};

test('when the supervisor is killed nothing is left running, and the next start keeps what was promised', async () => {
  const first = await startSystem(folder);
  system = first;
  const shop = await Shop.enter(first);
  const customer = await aCustomer(shop.url);
  const product = await shop.newProduct({ stock: 3 });
  const paid = await shop.place(customer, product);
  await shop.untilStatus(customer, paid, 'paid');
  const pids = await pidsOf(first);
  const underWay = await shop.place(customer, product, 'pm_card_slow');
  first.process.kill('SIGKILL');
  await once(first.process, 'exit');
  await eventually(() => expect(pids.filter(isAlive)).toEqual([]), 60_000);

  const second = await startSystem(folder);
  system = second;
  const again = await Shop.enter(second);
  expect((await again.read(again.staff.support, paid.id)).status).toBe('paid');
  await again.untilStatus(again.staff.support, underWay, 'paid');
  expect(await again.available(product)).toBe(1);
  await again.everythingHolds();

  const next = await pidsOf(second);
  const ended = once(second.process, 'exit');
  second.process.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(next.filter(isAlive)).toEqual([]);
}, 300_000);
