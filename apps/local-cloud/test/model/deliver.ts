import type { CloudEvent, EventData } from '@causeway/data-model';
import { entryOf } from '@causeway/messaging/inbox';
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
  const { type, traceparent } = event;
  const entry = entryOf(event);
  if (to === 'order-service') return toOrders(event, process);
  // Both others listen to orders alone.
  const { order } = event.data as EventData<'shop.order.placed.v1'>;
  if (to === 'product-service') {
    const outcome = await process.settleReservation.execute({ event: entry, type, order });
    return typeof outcome === 'string' ? undefined : outcome.refused;
  }
  const news = { eventId: entry.id, fingerprint: entry.fingerprint, order, traceparent };
  const outcome =
    type === 'shop.order.placed.v1' ? await process.charge.charge(news) : await process.cancelPayment.cancel(news);
  return outcome === 'handled' ? undefined : outcome;
}

async function toOrders(event: CloudEvent, process: Process): Promise<string | undefined> {
  const { type, data, time: at } = event;
  if ('payment' in data) return (await process.applyPayment.execute(entryOf(event), data.payment))?.refused;
  if (!('reservation' in data)) return `nobody listens to ${type}`;
  return (await process.noteProgress.reservation(entryOf(event), at, data.reservation))?.refused;
}
