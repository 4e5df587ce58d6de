import { hasReceipt } from './letters.js';
import type { Accounts, Clock, Receipts, Recipients } from './ports.js';

/** Forgets who somebody was who wants to be forgotten: that letters were sent stays known, to whom and what does not. */
export class ForgetRecipient {
  readonly #accounts: Accounts;
  readonly #recipients: Recipients;
  readonly #receipts: Pick<Receipts, 'erase'>;
  readonly #clock: Clock;

  constructor(ports: {
    accounts: Accounts;
    recipients: Recipients;
    receipts: Pick<Receipts, 'erase'>;
    clock: Clock;
  }) {
    this.#accounts = ports.accounts;
    this.#recipients = ports.recipients;
    this.#receipts = ports.receipts;
    this.#clock = ports.clock;
  }

  /**
   * Nobody is forgotten on anybody's word: identity-service is asked first, and told when it is done. Repeating it does no
   * harm, and ends what a death has left.
   *
   * @returns whether identity-service has erased the account; nothing is done otherwise
   * @throws DomainError `unavailable` when it cannot be asked or told
   */
  async execute(userId: string): Promise<boolean> {
    if (!(await this.#accounts.isErased(userId))) return false;
    await this.#recipients.note(userId, this.#clock.now());
    const erased = { notifications: 0, receipts: 0 };
    for (;;) {
      const theirs = await this.#recipients.notificationsOf(userId);
      if (theirs.length === 0) break;
      const receipts = theirs.filter(({ template }) => hasReceipt(template));
      // While their rows still bear the id: one who dies here finds them again.
      for (const { orderId } of receipts) await this.#receipts.erase(orderId);
      await this.#recipients.forget(
        userId,
        theirs.map(({ id }) => id),
      );
      erased.notifications += theirs.length;
      erased.receipts += receipts.length;
    }
    await this.#accounts.report(userId, erased);
    return true;
  }
}
