import { DatabaseSync } from 'node:sqlite';
import { eventually } from '@causeway/testing';
import Stripe from 'stripe';
import type { forked } from './child.js';
import type { webhookReceiver } from './webhook-receiver.js';

type Running = Awaited<ReturnType<typeof forked>>;
type Receiver = Awaited<ReturnType<typeof webhookReceiver>>;

const withinMs = 20_000;
/** An intent of this amount cannot be written. */
const unwritable = 4711;

/** Lets the sandbox's own file refuse one row, as a broken disk would. */
export function breakDisk(path: string): void {
  const file = new DatabaseSync(path, { timeout: 5000 });
  file.exec(`CREATE TRIGGER broken BEFORE INSERT ON payment_intents WHEN NEW.body LIKE '%"amount":${unwritable},%'
    BEGIN SELECT RAISE(ABORT, 'the disk is broken'); END`);
  file.close();
}

/**
 * Everything a shop asks of its provider, once, each request repeated under its key until it is answered: whoever
 * answers, before or after a death.
 */
export async function spendDay(running: () => Promise<Running>): Promise<{ wanted: string }> {
  const asked = <T>(call: (stripe: Stripe) => Promise<T>): Promise<T> =>
    eventually(async () => call((await running()).stripe), withinMs);
  const made = (payment_method: string, idempotencyKey: string) =>
    asked(({ paymentIntents }) =>
      paymentIntents.create({ amount: 700, currency: 'eur', payment_method }, { idempotencyKey }),
    );
  const confirmed = ({ id }: { id: string }) =>
    asked(({ paymentIntents }) => paymentIntents.confirm(id, {}, { idempotencyKey: `confirm:${id}` }));
  const post = (path: string, body: object) =>
    eventually(async () => {
      const headers = { 'content-type': 'application/json' };
      const { url } = await running();
      const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    }, withinMs);

  const paid = await made('pm_card_visa', 'paid');
  await confirmed(paid);
  const back = { payment_intent: paid.id, amount: 200 };
  await asked(({ refunds }) => refunds.create(back, { idempotencyKey: 'back' }));

  const asking = await made('pm_card_3ds', 'asking');
  await confirmed(asking);
  await post(`/test/payment_intents/${asking.id}/3ds`, { result: 'pass' });

  const slow = await made('pm_card_slow', 'slow');
  await confirmed(slow);

  const cancelled = await made('pm_card_visa', 'cancelled');
  await asked(({ paymentIntents }) =>
    paymentIntents.cancel(cancelled.id, {}, { idempotencyKey: 'cancel' }).catch((error: unknown) => {
      if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
    }),
  );

  await asked(({ paymentIntents }) =>
    paymentIntents.create({ amount: unwritable, currency: 'eur' }, { idempotencyKey: 'broken' }).then(
      () => Promise.reject(new Error('It was written all the same.')),
      (error: unknown) => {
        if (!(error instanceof Stripe.errors.StripeAPIError)) throw error;
      },
    ),
  );

  const [wanted] = (await asked(({ events }) => events.list({ limit: 1 }))).data;
  await post(`/test/webhooks/${wanted?.id}/redeliver`, {});
  return { wanted: String(wanted?.id) };
}

/** What is there when the day is over; settled and delivered, however often somebody died. */
export async function audit({ stripe, url }: Running, { received }: Receiver) {
  const page = await fetch(`${url}/test/payment_intents`);
  const { data } = (await page.json()) as {
    data: (Stripe.PaymentIntent & { charges: Stripe.Charge[]; refunds: Stripe.Refund[] })[];
  }; // what test-routes.ts writes
  const events = (await stripe.events.list({ limit: 100 })).data;
  const heard = new Set(received.map(({ body }) => String(JSON.parse(body).id)));
  const key = { idempotencyKey: 'broken' };
  const broken = await stripe.paymentIntents
    .create({ amount: unwritable, currency: 'eur' }, key)
    .catch((error: unknown) => (error instanceof Stripe.errors.StripeError ? error.type : String(error)));
  return {
    intents: data
      .map(
        ({ status, charges, refunds }) =>
          `${status}, ${charges.filter(({ paid }) => paid).length} paid, ${refunds.length} refunds`,
      )
      .sort(),
    unheard: events.filter(({ id }) => !heard.has(id)).map(({ type }) => type),
    invented: [...heard].filter((id) => !events.some((event) => event.id === id)),
    types: events.map(({ type }) => type).sort(),
    broken,
  };
}
