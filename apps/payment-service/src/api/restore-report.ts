type Restored = {
  payments: number;
  refunds: number;
  entries: number;
  newestEntry: string | null;
  unbalanced: string[];
  checksum: string;
};

/** A restored ledger in lines for people; it is right when everything sums to zero. */
export function reportOf({ payments, refunds, entries, newestEntry, unbalanced, checksum }: Restored) {
  const isRight = unbalanced.length === 0;
  return {
    isRight,
    lines: [
      `${payments} payments, ${refunds} refunds, ${entries} ledger entries, the newest of ${newestEntry ?? 'never'}`,
      `sums to zero per currency and per payment (I6): ${isRight ? 'yes' : `NO, off are ${unbalanced.join(', ')}`}`,
      `SHA-256 of the entries: ${checksum}`,
    ],
  };
}
