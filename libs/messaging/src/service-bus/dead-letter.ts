/** A handler's word that this event will never be fit to be handled: it is dead-lettered at once, with this reason. */
export class DeadLetter extends Error {
  override readonly name = 'DeadLetter';

  /**
   * @param reason a short code, such as `unknown-order` or `amount-mismatch`
   * @param description one sentence for the person who decides about a redrive
   * @param isNoted whether the audit trail knows of it already, from who found it
   */
  constructor(
    readonly reason: string,
    readonly description: string,
    readonly isNoted = false,
  ) {
    super(`${reason}: ${description}`);
  }
}
