import type { Refund } from './payment.js';
import { InDoubt, type Intent, type PaymentGateway, type ProviderRefund, type Refusal } from './ports.js';

/** Confirming is repeated while the provider says that nothing has happened yet. */
const confirmations = 3;

/**
 * Charges an intent, and says what became of it. An intent of an earlier attempt is retrieved before it is confirmed, and
 * every intent is retrieved after a doubt: stored answers may be replayed errors, the intent itself is the truth.
 *
 * @throws InDoubt when the truth cannot be had, or nothing has happened after several attempts
 */
export async function charge(gateway: PaymentGateway, intentId: string, isFresh: boolean): Promise<Intent> {
  let truth = isFresh ? undefined : await gateway.retrieve(intentId);
  for (let attempt = 0; attempt < confirmations; attempt += 1) {
    if (truth !== undefined && truth.status !== 'unconfirmed') return truth;
    truth = await afterDoubt(
      () => gateway.confirm(intentId),
      () => gateway.retrieve(intentId),
    );
  }
  if (truth === undefined || truth.status === 'unconfirmed') throw new InDoubt(`${intentId} does not get confirmed.`);
  return truth;
}

/**
 * Closes an intent so that no money can come any more; the answer is what became of it, which may be that money came.
 *
 * @throws InDoubt when that is not known
 */
export async function close(gateway: PaymentGateway, intentId: string, isWanted: boolean): Promise<Intent> {
  const intent = await afterDoubt(
    () => gateway.cancel(intentId, isWanted ? 'requested_by_customer' : 'abandoned'),
    () => gateway.retrieve(intentId),
  );
  if (['unconfirmed', 'requires_action', 'failed'].includes(intent.status)) {
    throw new InDoubt(`${intentId} is still open after it was to be cancelled.`);
  }
  return intent;
}

/**
 * Gives money back, once per refund of ours. One that was asked for earlier is looked for first.
 *
 * @throws InDoubt when it is not known whether the provider made the refund
 */
export async function giveBack(
  gateway: PaymentGateway,
  intentId: string,
  refund: Refund,
  isFresh: boolean,
): Promise<ProviderRefund> {
  const found = isFresh ? undefined : await gateway.refundOf(intentId, refund.id);
  if (found !== undefined) return found;
  const made = await afterDoubt<ProviderRefund | Refusal>(
    () => gateway.refund(intentId, refund),
    async () => {
      const late = await gateway.refundOf(intentId, refund.id);
      if (late === undefined) throw new InDoubt(`Refund ${refund.id} was neither made nor refused.`);
      return late;
    },
  );
  return 'refused' in made ? { id: null, status: 'failed' } : made;
}

async function afterDoubt<T>(act: () => Promise<T>, askForTheTruth: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof InDoubt)) throw error;
    return await askForTheTruth();
  }
}
