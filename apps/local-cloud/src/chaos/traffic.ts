import { Dice } from './dice.js';

export type Method =
  | 'pm_card_visa'
  | 'pm_card_declined'
  | 'pm_card_insufficient_funds'
  | 'pm_card_3ds'
  | 'pm_card_slow'
  | 'pm_card_timeout_after_charge'
  | 'pm_card_error_once';

/** How the customer's client sends the order, always with one key. */
export type Habit =
  /** waits for the answer */
  | 'patient'
  /** gives up after some milliseconds and sends it again */
  | 'impatient'
  /** sends it twice at once */
  | 'twice-at-once'
  /** sends it again when it has its answer */
  | 'again-afterwards'
  /** uses the key for another order afterwards */
  | 'other-body-afterwards';

/** What happens to the order once it stands. */
export type Sequel =
  | 'nothing'
  | 'cancel-at-once'
  | 'cancel-when-settled'
  | 'refund-part'
  | 'refund-all'
  | 'refund-twice-at-once'
  | 'fulfil';

export interface Purchase {
  key: string;
  customer: number;
  /** Places in the list of products. */
  items: { product: number; quantity: number }[];
  method: Method;
  habit: Habit;
  givesUpAfterMs: number;
  /** What the customer does on the bank's page, where there is one. */
  threeDs: 'pass' | 'fail' | 'leave';
  sequel: Sequel;
}

export const customers = 24;
export const products = { plenty: 20, scarce: 4 } as const;
/** So many of each scarce product are there: fewer than are wanted, from some hundred orders on. */
export const scarceStock = 12;

const methods: Readonly<Record<Method, number>> = {
  pm_card_visa: 56,
  pm_card_declined: 8,
  pm_card_insufficient_funds: 4,
  pm_card_3ds: 8,
  pm_card_slow: 8,
  pm_card_timeout_after_charge: 6,
  pm_card_error_once: 10,
};
const habits: Readonly<Record<Habit, number>> = {
  patient: 60,
  impatient: 16,
  'twice-at-once': 10,
  'again-afterwards': 8,
  'other-body-afterwards': 6,
};
const sequels: Readonly<Record<Sequel, number>> = {
  nothing: 72,
  'cancel-at-once': 7,
  'cancel-when-settled': 5,
  'refund-part': 5,
  'refund-all': 3,
  'refund-twice-at-once': 3,
  fulfil: 5,
};

/** The orders that customers will place: the same for the same seed. */
export function planTraffic(seed: number, orders: number): Purchase[] {
  return Array.from({ length: orders }, (_, n) => aPurchase(new Dice(seed, `purchase ${n}`), `chaos-${seed}-${n}`));
}

function aPurchase(dice: Dice, key: string): Purchase {
  const wanted = new Set(Array.from({ length: 1 + dice.below(3) }, () => dice.below(products.plenty)));
  if (dice.next() < 0.08) wanted.add(products.plenty + dice.below(products.scarce));
  return {
    key,
    customer: dice.below(customers),
    items: [...wanted].map((product) => ({ product, quantity: 1 + dice.below(3) })),
    method: dice.weighted(methods),
    habit: dice.weighted(habits),
    givesUpAfterMs: 5 + dice.below(400),
    threeDs: dice.weighted({ pass: 70, fail: 20, leave: 10 }),
    sequel: dice.weighted(sequels),
  };
}
