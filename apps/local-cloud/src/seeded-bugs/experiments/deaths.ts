import { Broken, type Rig } from '../rig.js';

// A process dies at one point, and whatever it left is found by those who look.

const orderDyingAt =
  (process: string, point: string, method = 'pm_card_visa') =>
  (rig: Rig): Promise<void> =>
    rig.dyingAt(process, point, async () => void (await rig.settled(await rig.order(method), 9000)));

export const killedAfterPlacing = orderDyingAt('order-service', 'order.placed');
export const killedAfterEmptyingTheOutbox = orderDyingAt('order-service', 'outbox.removed');
export const killedAfterCompleting = orderDyingAt('order-service', 'consumer.completed');
export const killedAfterCreatingTheIntent = orderDyingAt('payment-service', 'payment.intent-created');
export const killedAfterSettling = orderDyingAt('payment-service', 'payment.settled');
export const killedAfterNotingTheEvent = orderDyingAt('payment-service', 'payment.arrival-noted');
export const killedAfterMailing = orderDyingAt('notification-service', 'notification.mail-sent');
export const killedAfterMarkingALetter = orderDyingAt('notification-service', 'notification.marked-sent');

export async function killedAfterRefunding(rig: Rig): Promise<void> {
  const { order, payment } = await rig.paid();
  await rig.dyingAt('payment-service', 'payment.refund-made', async () => {
    await rig.refund(payment, 300);
    await rig.until(order, ({ status }) => status === 'partially_refunded', 9000);
  });
}

/**
 * The provider takes the money and dies before it has said so, and takes it of a second card and stays silent: the orders are
 * paid, and nobody is charged twice (I2). One that is back at once may be met by the client's own second try.
 */
export async function providerKilledAfterCharging(rig: Rig): Promise<void> {
  const isPaid = async (card: string) => {
    const { status } = await rig.settled(await rig.order(card), 60_000);
    if (status !== 'paid') throw new Broken(`An order whose money was taken without an answer is ${status}.`);
  };
  await rig.dyingAt('payment-sandbox', 'sandbox.intent-confirmed', () => isPaid('pm_card_visa'));
  await isPaid('pm_card_timeout_after_charge');
}

/** A letter that the mail server does not take at first. */
export async function letterWithoutAMailbox(rig: Rig): Promise<void> {
  const before = await rig.lab.hits('notification-service', 'consumer.rescheduled');
  await rig.standingStill('mailbox', async () => {
    await rig.lab.armFreeze('notification-service', 'consumer.rescheduled', 1);
    await rig.settled(await rig.order());
    await rig.eventually(
      async () => (await rig.lab.hits('notification-service', 'consumer.rescheduled')) > before,
      15_000,
    );
  });
}

export async function killedAfterCompletingWithoutAMailbox(rig: Rig): Promise<void> {
  const before = await rig.lab.hits('notification-service', 'consumer.completed');
  await rig.standingStill('mailbox', async () => {
    await rig.dyingAt('notification-service', 'consumer.completed', async () => {
      await rig.settled(await rig.order());
      await rig.eventually(
        async () => (await rig.lab.hits('notification-service', 'consumer.completed')) > before,
        9000,
      );
    });
  });
}
