import * as z from 'zod';

/** An amount in minor units (cents, pence); an integer below 2^53 with its ISO 4217 code. */
export const money = z.strictObject({
  amount: z.int('must be an integer number of minor units').min(0, 'must not be negative'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be a three-letter ISO 4217 code in capitals'),
});
export type Money = z.infer<typeof money>;

/** The most that a product or an order can cost, in minor units: thousands of them can be added up exactly. */
export const mostMoney = 999_999_999_999;

const currencies = new Set(Intl.supportedValuesOf('currency'));
const notACurrency = 'must be a three-letter ISO 4217 code in capitals';

/** What something costs, in a currency that exists: at least one minor unit, because a provider cannot charge nothing. */
export const price = money.extend({
  amount: z
    .int('must be an integer number of minor units')
    .min(1, 'must be at least 1')
    .max(mostMoney, `must be at most ${mostMoney}`),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, { error: notACurrency, abort: true })
    .refine((code) => currencies.has(code), notACurrency),
});

export const zero = (currency: string): Money => ({ amount: 0, currency });

/** @throws RangeError when the currencies differ or the sum leaves the safe integers. */
export function add(a: Money, b: Money): Money {
  return { amount: safe(a.amount + b.amount), currency: same(a, b) };
}

/** @throws RangeError when the currencies differ or the result is negative. */
export function subtract(a: Money, b: Money): Money {
  const amount = a.amount - b.amount;
  if (amount < 0) throw new RangeError(`${b.amount} cannot be taken from ${a.amount}`);
  return { amount, currency: same(a, b) };
}

/** @throws RangeError when the product leaves the safe integers. */
export function times(a: Money, quantity: number): Money {
  return { amount: safe(a.amount * quantity), currency: a.currency };
}

export const sum = (amounts: readonly Money[], currency: string): Money => amounts.reduce(add, zero(currency));

export const sameMoney = (a: Money, b: Money): boolean => a.amount === b.amount && a.currency === b.currency;

function same(a: Money, b: Money): string {
  if (a.currency !== b.currency) throw new RangeError(`${a.currency} and ${b.currency} cannot be added up`);
  return a.currency;
}

function safe(amount: number): number {
  if (!Number.isSafeInteger(amount)) throw new RangeError('an amount must stay below 2^53 minor units');
  return amount;
}
