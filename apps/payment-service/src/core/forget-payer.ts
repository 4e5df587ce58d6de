import type { Accounts, Payers } from './ports.js';

/** Forgets who somebody was who wants to be forgotten: their payments stay, and nobody's name is on them. */
export class ForgetPayer {
  readonly #accounts: Accounts;
  readonly #payers: Payers;

  constructor(accounts: Accounts, payers: Payers) {
    this.#accounts = accounts;
    this.#payers = payers;
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
    await this.#payers.forgetInArchive(userId);
    const payments = await this.#payers.forget(userId);
    await this.#accounts.report(userId, { payments });
    return true;
  }
}
