import { add, invalidField, type Money, mostMoney, type Order, type PricedLine, sum } from '@causeway/data-model';

export type Totals = Pick<Order, 'subtotal' | 'taxIncluded' | 'shipping' | 'total'>;

export type PriceRules = {
  /** Minor units, whatever the currency. */
  shippingFlatFee: number;
  /** The tax contained in prices, in hundredths of a per cent: 2000 is 20 %. */
  taxBasisPoints: number;
};

/**
 * What an order costs: its lines, shipping, and the tax that both contain.
 *
 * @throws DomainError `validation` when that is more than can be charged or told exactly.
 */
export function totalsOf(items: readonly PricedLine[], rules: PriceRules): Totals {
  const currency = items[0]?.lineTotal.currency ?? '';
  try {
    const subtotal = sum(
      items.map(({ lineTotal }) => lineTotal),
      currency,
    );
    const shipping = { amount: rules.shippingFlatFee, currency };
    const total = add(subtotal, shipping);
    if (total.amount > mostMoney) throw new RangeError(`must have a total of at most ${mostMoney} minor units`);
    return { subtotal, shipping, total, taxIncluded: taxIn(total, rules.taxBasisPoints) };
  } catch (error) {
    if (error instanceof RangeError) throw invalidField('/items', error.message);
    throw error;
  }
}

/** The tax contained in an amount, rounded half to even. */
export function taxIn({ amount, currency }: Money, basisPoints: number): Money {
  const divisor = BigInt(10_000 + basisPoints);
  const dividend = BigInt(amount) * BigInt(basisPoints);
  const [whole, rest] = [dividend / divisor, dividend % divisor];
  const up = rest * 2n > divisor || (rest * 2n === divisor && whole % 2n === 1n);
  return { amount: Number(up ? whole + 1n : whole), currency };
}
