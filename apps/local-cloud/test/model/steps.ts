import { DomainError, type Order } from '@causeway/data-model';
import type { Deed } from '@causeway/invariants/history';
import { paymentOnTheWire } from '@causeway/payment-service/core/payment.js';
import { anAddress } from '@causeway/testing';
import { Died, Fate } from '@causeway/testing/model';
import fc from 'fast-check';
import { decideReviews } from './decide-reviews.js';
import { deliver } from './deliver.js';
import { type Process, processIn, type Turns } from './processes.js';
import type { World } from './world.js';

/** One thing that somebody does, in words; it may be under way while others do something else. */
export type Step = { toString(): string; run(world: World, turns: Turns): Promise<void> };

/** When the process that works on a step dies, if it does: after so many calls, with or without the last one's effect. */
type Death = { calls: number; lastHappens: boolean } | null;

const people = ['ann', 'bob'] as const;
const cards = ['visa', 'declined', '3ds', 'slow'] as const;

const death = fc.option(fc.record({ calls: fc.nat(8), lastHappens: fc.boolean() }), { freq: 4 });
const anOrder = fc.nat(3);

/** Each key has one body, as with a client that repeats what was not answered. */
export const place = fc.tuple(fc.nat(3), death).map(([key, dies]): Step => {
  const who = people[key % 2] ?? 'ann';
  const [quantity, card] = [1 + (key % 2), cards[key]];
  return step(`${who} orders ${quantity} by ${card} (key ${key})`, dies, async (world, { place: use }, see) => {
    const body = {
      items: [{ productId: world.lamp, quantity }],
      paymentMethod: `pm_card_${card}`,
      shippingAddress: anAddress(),
    };
    const start = world.tick();
    try {
      const { body: text, etag } = await use.execute({ userId: who, key: `key ${key}`, body });
      const order: Order = JSON.parse(text);
      see(who, start, { kind: 'place', key: `${key}`, answer: { text, etag, order } });
      return orderInWords(order);
    } catch (error) {
      if (isDoubt(error)) see(who, start, { kind: 'place', key: `${key}`, answer: 'none' });
      throw error;
    }
  });
});

export const cancel = fc.tuple(anOrder, fc.constantFrom('changed my mind', 'too late'), death).map(
  ([which, reason, dies]): Step =>
    about(which, `cancels`, 'ann', dies, async (world, { cancel: use }, see, orderId) => {
      const deed = (answer: Order | 'refused' | 'none'): Deed => ({ kind: 'cancel', orderId, reason, answer });
      return changed(world, see, 'ann', deed, () => use.execute(orderId, reason, support));
    }),
);

export const fulfil = fc.tuple(anOrder, death).map(([which, dies]) =>
  about(which, 'fulfils', 'sue', dies, async (world, { fulfil: use }, see, orderId) => {
    const deed = (answer: Order | 'refused' | 'none'): Deed => ({ kind: 'fulfil', orderId, answer });
    return changed(world, see, 'sue', deed, () => use.execute(orderId));
  }),
);

export const refund = fc
  .tuple(anOrder, fc.constantFrom(undefined, 500, 700), fc.nat(2), death)
  .map(([which, amount, key, dies]) =>
    about(
      which,
      `refunds ${amount ?? 'all'} (key ${key}) of`,
      'sue',
      dies,
      async (world, { refund: use }, _see, orderId) => {
        const payment = await world.payments.byOrder(orderId);
        if (payment === undefined) return 'there is no payment yet';
        const money = amount === undefined ? {} : { amount: { amount, currency: 'EUR' } };
        const asked = { paymentId: payment.id, reason: 'damaged', ...money };
        const { status } = await use.refund(asked, {
          userId: 'sue',
          route: 'refunds',
          key: `${key} ${amount} ${orderId}`,
        });
        return status;
      },
    ),
  );

export const read = fc
  .tuple(anOrder, fc.constantFrom('order', 'list', 'timeline', 'payment'), fc.constantFrom(...people))
  .map(([which, what, who]) =>
    about(which, `reads the ${what} of`, who, null, async (world, { read: use, payments }, see, orderId) => {
      const start = world.tick();
      if (what === 'order') {
        const order = await use.one(orderId, support);
        see(who, start, { kind: 'read', orderId, order, etag: null });
        return orderInWords(order);
      }
      if (what === 'list') {
        const { items } = await use.mine(who, 100);
        for (const order of items) see(who, start, { kind: 'read', orderId: order.id, order, etag: null });
        return items.map(orderInWords).join(' and ');
      }
      if (what === 'timeline') {
        const { items } = await use.timeline(orderId, support, 100, 0);
        see(who, start, { kind: 'timeline', orderId, items, whole: true });
        return `${items.length} items`;
      }
      const payment = await payments.byOrder(orderId);
      see(who, start, { kind: 'payment', orderId, payment: payment ? paymentOnTheWire(payment) : 'not-found' });
      return payment?.status ?? 'there is none yet';
    }),
  );

/** The message that was sent first is not always the first to come, and what came may come again. */
export const arrive = fc
  .tuple(fc.nat(5), fc.boolean(), death)
  .map(
    ([which, again, dies]): Step =>
      step(`message ${which} arrives${again ? ', and will come again' : ''}`, dies, (world, process) =>
        deliver(world, process, which, again),
      ),
  );

export const providerTells = fc.tuple(fc.nat(3), fc.nat(2), death).map(
  ([which, event, dies]): Step =>
    step(`the provider sends webhook ${event} about charge ${which}`, dies, async (world, { webhook }) => {
      const intentId = [...world.provider.intents.keys()][which] ?? null;
      await webhook.settle({ eventId: `evt_${which}_${event}`, intentId });
      return 'settled';
    }),
);

export const bankDecides = fc.boolean().map(
  (passes): Step =>
    step(`the bank says ${passes ? 'yes' : 'no'}`, null, async ({ provider }) => {
      provider.decide(passes);
      return undefined;
    }),
);

export const timePasses = fc.constantFrom(1, 40, 150, 1000).map(
  (seconds): Step =>
    step(`${seconds} seconds pass`, null, async (world) => {
      world.now = new Date(world.now.getTime() + seconds * 1000);
      return undefined;
    }),
);

export const sweep = fc
  .tuple(fc.constantFrom('leases', 'leases', 'payments', 'abandoned orders'), fc.constantFrom(0, 150), death)
  .map(
    ([what, later, dies]): Step =>
      step(`${later} seconds later somebody looks after ${what}`, dies, async (world, use) => {
        world.now = new Date(world.now.getTime() + later * 1000);
        if (what === 'payments') return `${await use.chase.chase()} were due`;
        if (what === 'abandoned orders') return `${await use.endAbandoned.execute()} were due`;
        const { released, kept, failures } = await use.endLeases.execute();
        if (failures.length > 0) throw failures[0];
        return `${released} released, ${kept} kept`;
      }),
  );

export const review = death.map(
  (dies): Step =>
    step(
      'sue decides what is in review',
      dies,
      async (world, process) => `${await decideReviews(world, process)} were`,
    ),
);

export const anyStep = fc.oneof(
  { arbitrary: arrive, weight: 12 },
  { arbitrary: place, weight: 4 },
  { arbitrary: cancel, weight: 2 },
  { arbitrary: fulfil, weight: 1 },
  { arbitrary: refund, weight: 2 },
  { arbitrary: read, weight: 3 },
  { arbitrary: providerTells, weight: 1 },
  { arbitrary: bankDecides, weight: 1 },
  { arbitrary: review, weight: 1 },
  { arbitrary: timePasses, weight: 2 },
  { arbitrary: sweep, weight: 3 },
);

const support = { userId: 'sue', isSupport: true };
type See = (reader: string, start: number, deed: Deed) => void;
type Doing = (world: World, process: Process, see: See) => Promise<string | undefined>;

/** A step that tells what came of it; what a rule refuses, and what died, is part of the story. */
function step(words: string, dies: Death, act: Doing): Step {
  return {
    toString: () => words,
    async run(world, turns) {
      const fate = dies === null ? undefined : new Fate(dies.calls, dies.lastHappens);
      const see: See = (reader, start, deed) =>
        void world.sightings.push({ ...deed, reader, start, end: endOf(deed, world) });
      world.tell(words);
      try {
        const outcome = await act(world, processIn(world, turns, fate), see);
        if (outcome !== undefined) world.tell(`     ${words}: ${outcome}`);
      } catch (error) {
        if (!(error instanceof DomainError || error instanceof Died)) throw error;
        world.tell(`     ${words}: ${error instanceof Died ? 'the process dies' : error.code}`);
      }
    },
  };
}

function about(
  which: number,
  deed: string,
  who: string,
  dies: Death,
  act: (world: World, process: Process, see: See, orderId: string) => Promise<string | undefined>,
): Step {
  return step(`${who} ${deed} order ${which + 1}`, dies, async (world, process, see) => {
    const ids = world.orderIds();
    const orderId = ids[which % ids.length];
    return orderId === undefined ? 'there is no such order yet' : act(world, process, see, orderId);
  });
}

async function changed(
  world: World,
  see: See,
  who: string,
  deed: (answer: Order | 'refused' | 'none') => Deed,
  act: () => Promise<Order>,
): Promise<string> {
  const start = world.tick();
  try {
    const order = await act();
    see(who, start, deed(order));
    return orderInWords(order);
  } catch (error) {
    see(who, start, deed(isDoubt(error) ? 'none' : 'refused'));
    throw error;
  }
}

const isDoubt = (error: unknown) =>
  error instanceof Died || (error instanceof DomainError && error.code === 'unavailable');
const endOf = (deed: Deed, world: World) =>
  'answer' in deed && deed.answer === 'none' ? Number.POSITIVE_INFINITY : world.tick();
const orderInWords = ({ id, status, version }: Order) => `${id} is ${status}, version ${version}`;
