import { type Cart, type Money, type Product, sum, times, zero } from '@causeway/data-model';

/** A line of a cart, with the product as it was when the line was last changed, and since when it is in the cart. */
export type CartLine = { productId: string; quantity: number; name: string; unitPrice: Money; since: string };

/** Lines in the order in which they were put in. */
export type StoredCart = { lines: CartLine[]; updatedAt: string | null };

/** As many as an order can have. */
export const maxCartLines = 90;

/**
 * A cart at current prices. What is gone, sold out or priced in another currency than the rest stays to be seen, is not
 * available, and does not count.
 */
export function priced(
  { lines, updatedAt }: StoredCart,
  products: ReadonlyMap<string, Product>,
  shopCurrency: string,
): Cart {
  const currency = currencyOf(lines, products) ?? shopCurrency;
  const items = lines.map((line) => pricedLine(line, products.get(line.productId), currency));
  const countable = items.filter(({ available }) => available).map(({ lineTotal }) => lineTotal);
  return { items, total: sum(countable, currency), updatedAt };
}

/** The currency of a cart is that of the first product in it that exists. */
export const currencyOf = (lines: readonly CartLine[], products: ReadonlyMap<string, Product>): string | undefined =>
  lines.map(({ productId }) => products.get(productId)?.price.currency).find((currency) => currency !== undefined);

/** Ninety such lines can be added up exactly. */
const maxLineTotal = Math.floor(Number.MAX_SAFE_INTEGER / maxCartLines);

function pricedLine(line: CartLine, product: Product | undefined, currency: string): Cart['items'][number] {
  const { productId, quantity } = line;
  const unitPrice = product?.price ?? line.unitPrice;
  const countable = unitPrice.amount * quantity <= maxLineTotal;
  return {
    productId,
    name: product?.name ?? line.name,
    quantity,
    unitPrice,
    lineTotal: countable ? times(unitPrice, quantity) : zero(unitPrice.currency),
    available: countable && product !== undefined && product.available >= quantity && unitPrice.currency === currency,
  };
}
