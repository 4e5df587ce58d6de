import type { AuditEvent } from '@causeway/data-model';

/** A public key as RFC 7517 writes it. */
export type PublicKey = Readonly<Record<string, string>>;

/** A key that has been made, from when it signs, and until when what the one before it has signed is honoured. */
export type Succession = { kid: string; activeFrom: Date; previous: { kid: string; verifiesUntil: Date } };

/** The keys with which tokens are signed. */
export interface SigningKeys {
  /** What others need to check our signatures: those of keys that do not sign yet and of keys that no longer do, too. */
  publicKeys(at: Date): readonly PublicKey[];
  /**
   * Makes a key and publishes it at once; it takes over at `activeFrom`.
   *
   * @returns nothing, with no key made, when there are too many in use
   */
  rotate(activeFrom: Date, at: Date, noted: (made: Succession) => AuditEvent): Promise<Succession | undefined>;
}
