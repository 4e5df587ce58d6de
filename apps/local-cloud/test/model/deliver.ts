import type { CloudEvent, EventData } from '@causeway/data-model';
import type { Process } from './processes.js';
import type { Message, World } from './world.js';

/**
 * Hands a message to the service it is for, as its event handlers do. It stays until it was handled; what is refused for
 * good is a dead letter. Answers what it was, in words.
 */
export async function deliver(world: World, process: Process, which: number, again: boolean): Promise<string> {
  world.relay();
  const message = world.messages[which % world.messages.length];
  if (message === undefined) return 'there is no message';
  const { to, event } = message;
  world.tell(`     ${event.type} of ${event.subject} reaches ${to}`);
  const refusal = await handle(message, process);
  if (refusal !== undefined) world.deadLetters.push(`${event.id} at ${to}: ${refusal}`);
  // Its copy, which was handled at the same time, may have taken it away.
  const at = world.messages.indexOf(message);
  if (!again && at >= 0) world.messages.splice(at, 1);
  return refusal ?? 'handled';
}

/** Why it is refused for good, if it is. */
async function handle({ to, event }: Message, process: Process): Promise<string | undefined> {
  const { id: eventId, type, traceparent } = event;
  if (to === 'order-service') return toOrders(event, process);
  // Both others listen to orders alone.
  const { order } = event.data as EventData<'shop.order.placed.v1'>;
  if (to === 'product-service') {
    const outcome = await process.settleReservation.execute({ eventId, type, order });
    return outcome === 'unknown' ? 'unknown-reservation' : undefined;
  }
  const news = { eventId, order, traceparent };
  const outcome =
    type === 'shop.order.placed.v1' ? await process.charge.charge(news) : await process.cancelPayment.cancel(news);
  return outcome === 'handled' ? undefined : outcome;
}

async function toOrders(event: CloudEvent, process: Process): Promise<string | undefined> {
  const { id: eventId, type, data, time: at } = event;
  if ('payment' in data) return (await process.applyPayment.execute(eventId, data.payment))?.refused;
  if (!('reservation' in data)) return `nobody listens to ${type}`;
  const { orderId } = data.reservation;
  const what = type === 'shop.reservation.committed.v1' ? 'reservation.committed' : 'reservation.released';
  return (await process.noteProgress.execute({ eventId, orderId, type: what, at, detail: {} }))?.refused;
}
