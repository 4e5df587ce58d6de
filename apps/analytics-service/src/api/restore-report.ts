type Restored = { orders: number; payments: number; products: number; changes: number };

/** A restored projection in lines for people. */
export const reportOf = ({ orders, payments, products, changes }: Restored) => ({
  isRight: true,
  lines: [
    `${orders} orders, ${payments} payments, ${products} products, out of ${changes} changes`,
    'what is missing or has changed since is put right by the comparison with the sources, when the service runs',
  ],
});
