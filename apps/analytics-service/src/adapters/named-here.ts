import { type CloudEvent, isPseudonym, wordless } from '@causeway/data-model';
import { nameHere } from '@causeway/stores/sql';
import type { SourceRow } from '../core/ports.js';
import type { Pen } from './project-state.js';

type Hand = Pick<Pen, 'seam' | 'trx'>;

/** An event as it is told of one who may be erased here: late ones still bear the id, and account events in their own, too. */
export async function eventHere({ seam, trx }: Hand, event: CloudEvent): Promise<CloudEvent> {
  const { data } = event;
  const person = personIn(data);
  const name = person === undefined ? undefined : await nameHere(seam, trx, person);
  if (person === undefined || name === undefined || name === person) return event;
  if ('account' in data) return accountEventOf(event, name);
  return { ...event, data: named(data, name) } as CloudEvent; // of the same type: another name is all that is new
}

/** An account's event under the name of one who is erased. */
export function accountEventOf(event: CloudEvent, name: string): CloudEvent {
  if (!('account' in event.data)) return event;
  const { account } = event.data;
  const data = { account: { ...account, id: name } };
  // Of the same type: another name is all that is new.
  return { ...event, id: event.id.replace(account.id, name), subject: name, data } as CloudEvent;
}

/** What a source holds, of one who may be erased here and not there. */
export async function sourceHere({ seam, trx }: Hand, source: SourceRow): Promise<SourceRow> {
  if (source.kind === 'product' || isPseudonym(source.state.userId)) return source;
  const userId = await nameHere(seam, trx, source.state.userId);
  if (source.kind === 'order') return { ...source, state: { ...source.state, userId } };
  return { ...source, state: { ...source.state, userId } };
}

/** An event without what no row is made of, and only its customer's business: where an order went, and why it was cancelled. */
export function wordlessEvent(event: CloudEvent): CloudEvent {
  if (!('order' in event.data)) return event;
  return { ...event, data: { order: wordless(event.data.order) } } as CloudEvent; // of the same type
}

/** As `wordlessEvent`. */
export const wordlessSource = (source: SourceRow): SourceRow =>
  source.kind === 'order' ? { ...source, state: wordless(source.state) } : source;

function personIn(data: CloudEvent['data']): string | undefined {
  if ('order' in data) return data.order.userId;
  if ('payment' in data) return data.payment.userId;
  return 'account' in data ? data.account.id : undefined;
}

function named(data: CloudEvent['data'], userId: string): CloudEvent['data'] {
  if ('order' in data) return { order: { ...data.order, userId } };
  return 'payment' in data ? { payment: { ...data.payment, userId } } : data;
}
