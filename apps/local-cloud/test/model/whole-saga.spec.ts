import { type OrderStatus, settledStatuses } from '@causeway/data-model';
import { checkHistory } from '@causeway/invariants/history';
import type { Story } from '@causeway/order-service/core/order.js';
import type { InMemoryOrders } from '@causeway/order-service/model/in-memory-orders.js';
import type { Intent } from '@causeway/payment-service/core/ports.js';
import type { Luck } from '@causeway/payment-service/model/model-provider.js';
import { judge, judgingMs } from '@causeway/testing/model';
import fc from 'fast-check';
import { violationsIn } from './books-of.js';
import { comeToRest } from './come-to-rest.js';
import { anyStep, place, type Step } from './steps.js';
import { type Seams, World } from './world.js';

const lucks = fc.array(fc.constantFrom<Luck>('answer', 'answer', 'answer', 'fail', 'lose-answer'), { maxLength: 30 });
const luck = fc.record({ provider: lucks, stock: lucks });
const steps = fc
  .tuple(place, fc.array(anyStep, { maxLength: 40, size: 'max' }))
  .map(([first, others]) => [first, ...others]);

type Lucks = { provider: Luck[]; stock: Luck[] };

/** Lives through the steps, each begun in its turn and worked on in any interleaving, and comes to rest. */
async function live(
  world: World,
  { provider, stock }: Lucks,
  todo: readonly Step[],
  scheduler: fc.Scheduler,
): Promise<void> {
  world.provider.luck = [...provider];
  world.stockLuck = [...stock];
  const doings: Promise<void>[] = [];
  const { task } = scheduler.scheduleSequence(
    todo.map((step) => async () => {
      doings.push(step.run(world, scheduler));
    }),
  );
  await scheduler.waitFor(task.then(() => Promise.all(doings)));
  world.tell('then everything comes to rest');
  await comeToRest(world);
}

/** What does not hold in a world at rest. */
function faultsIn(world: World): string[] {
  const unsettled = world.orders
    .orders()
    .filter(({ status }) => !(settledStatuses as readonly OrderStatus[]).includes(status));
  return [
    ...violationsIn(world),
    ...unsettled.map(({ id, status }) => `order ${id} stays ${status}`),
    ...world.payments.all().flatMap(({ id, dueAt }) => (dueAt === null ? [] : [`payment ${id} is never done`])),
    ...world.deadLetters.map((one) => `a good message is a dead letter: ${one}`),
    ...checkHistory(world.sightings).violations,
  ];
}

const paymentsOf = (world: World): [string, string][] =>
  world.payments.all().map(({ id, orderId }) => [id, `payment of ${orderId}`]);

const told = (world: World, faults: readonly string[]) => {
  const names = new Map(world.orderIds().map((id, index) => [id, `order ${index + 1}`]));
  const text = [...world.story, '', ...faults].join('\n');
  return [...paymentsOf(world), ...names]
    .reduce((said, [id, name]) => said.replaceAll(id, name), text)
    .replaceAll('order order', 'order')
    .replaceAll('payment payment', 'payment');
};

/** Fails with the story of the shortest life that was found in which something does not hold. */
const everyLifeHolds = (runs: number, flaw: Partial<Seams> = {}, look: (world: World) => void = () => undefined) =>
  judge(
    fc.asyncProperty(luck, steps, fc.scheduler(), async (luckOf, todo, scheduler) => {
      const world = new World(5, flaw);
      await live(world, luckOf, todo, scheduler).catch((error: unknown) => {
        throw new Error(told(world, [String(error)]), { cause: error });
      });
      const faults = faultsIn(world);
      if (faults.length > 0) throw new Error(told(world, faults));
      look(world);
    }),
    { runs },
  );

/** What some of the lives must hold, or they were not worth looking at. */
const worthSeeing = [
  ...['order.paid', 'order.payment_failed', 'order.cancelled', 'order.refunded', 'order.partially_refunded'],
  ...['payment.requires_action', 'payment.declined', 'payment.cancelled', 'reservation.released'],
  ...['the process dies', 'out-of-stock', 'idempotency-in-progress', 'illegal-state', 'refund-exceeds'],
  ...['somebody was faster', 'stale', 'repeated', 'unavailable'],
];

/** What only very many lives are sure to hold. */
const seldomSeen = ['order.fulfilled', 'order-service takes a fresh order id'];

describe('three services, whatever dies and whatever order things happen in', () => {
  it(
    'sell what there is, charge once, and show every order a life that could have been',
    async () => {
      const seen = new Set<string>();
      const lived = await everyLifeHolds(150, {}, ({ orders, story }) => {
        for (const items of orders.timelines.values()) for (const { type } of items) seen.add(type);
        for (const line of story) seen.add(line.replace(/^.*: /, '').trim());
      });
      // The lives were worth looking at.
      if (lived !== 150) console.log(`${lived} lives`);
      const expected = lived >= 1000 ? [...worthSeeing, ...seldomSeen] : lived >= 150 ? worthSeeing : [];
      expect(expected.filter((what) => !seen.has(what))).toEqual([]);
    },
    judgingMs,
  );
});

describe('a flaw between the use cases and what they rely on is found, and told as a story', () => {
  const flaws: [string, Partial<Seams>, RegExp][] = [
    [
      'stock is given back without asking',
      { fence: () => ({ isPlaced: async () => false }) },
      /its reservation released/,
    ],
    [
      'a doubt about a charge is taken for a refusal',
      {
        gateway: (real) =>
          changed(real, { confirm: (id) => real.confirm(id).catch(async () => declined(await real.retrieve(id))) }),
      },
      /is declined, the provider has charged it/,
    ],
    [
      'a change is written over another',
      { orders: (real) => changed(real, { save: (story, arrival) => real.save(onTop(real, story), arrival) }) },
      /cannot have happened|seen in two ways|went from|owes/,
    ],
  ];

  it.each(flaws)(
    '%s',
    async (_what, flaw, fault) => {
      const { message } = await everyLifeHolds(2000, flaw).then(
        () => new Error('nothing was found'),
        (error: Error) => error,
      );
      expect(message).toMatch(fault);
      expect(message).toMatch(/^(ann|bob) orders \d by \w+ \(key \d\)$/m);
      expect(message).toMatch(/Again: FC_SEED=\d+ FC_PATH=[\d:]+ \(shrunk \d+ times\)$/);
      expect(message).not.toMatch(/\[object|"\w+":/);
      expect(message.split('\n').length).toBeLessThan(120);
    },
    judgingMs,
  );
});

const changed = <T extends object>(real: T, changes: Partial<T>): T =>
  new Proxy(real, {
    get: (target, name) => {
      const member: unknown = Reflect.get(changes, name) ?? Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });

const declined = (intent: Intent): Intent => ({ ...intent, status: 'failed', declineCode: 'generic_decline' });

const onTop = (orders: InMemoryOrders, story: Story): Story => ({
  ...story,
  seq: (orders.timelines.get(story.order.id)?.length ?? 0) + story.happenings.length,
});
