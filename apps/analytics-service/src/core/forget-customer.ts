import type { AccountErased, Accounts, Clock, Customers } from './ports.js';

/** Forgets who somebody was who wants to be forgotten: what they bought stays counted, as nobody's. */
export class ForgetCustomer {
  readonly #accounts: Accounts;
  readonly #customers: Customers;
  readonly #clock: Clock;

  constructor(ports: { accounts: Accounts; customers: Customers; clock: Clock }) {
    this.#accounts = ports.accounts;
    this.#customers = ports.customers;
    this.#clock = ports.clock;
  }

  /**
   * Nobody is forgotten on anybody's word: identity-service is asked first, and told when it is done. Repeating it does no
   * harm, and ends what a death has left.
   *
   * @returns whether identity-service has erased the account; nothing is done otherwise
   * @throws DomainError `unavailable` when it cannot be asked or told
   */
  async execute(event: AccountErased): Promise<boolean> {
    const { id } = event.data.account;
    if (!(await this.#accounts.isErased(id))) return false;
    await this.#customers.forgetInArchive(id);
    const erased = await this.#customers.forget(event, this.#clock.now());
    await this.#accounts.report(id, erased);
    return true;
  }
}
