import {
  DomainError,
  type FieldError,
  invalidField,
  type Money,
  type PricedLine,
  type ReservationLine,
  sum,
  times,
} from '@causeway/data-model';
import type { CatalogueEntry } from './product.js';

/**
 * The lines of an order at today's names and prices.
 *
 * @throws DomainError `validation` for products that are unknown or named twice, for more than one currency, and for a
 * total beyond what money can count
 */
export function pricedLines(
  lines: readonly ReservationLine[],
  entries: ReadonlyMap<string, CatalogueEntry>,
): PricedLine[] {
  refuseRepeated(lines);
  const known = lines.map((line) => ({ ...line, product: entries.get(line.productId)?.product }));
  const errors = known.flatMap(({ product }, index) => (product === undefined ? [unknownProduct(index)] : []));
  if (errors.length > 0) {
    const detail = errors.length === 1 ? '1 field is invalid.' : `${errors.length} fields are invalid.`;
    throw new DomainError('validation', { detail, errors });
  }
  const priced = known.flatMap(({ productId, quantity, product }, index) => {
    if (product === undefined) return [];
    const { sku, name, price: unitPrice } = product;
    return [{ productId, sku, name, quantity, unitPrice, lineTotal: lineTotal(unitPrice, quantity, index) }];
  });
  refuseMixedCurrencies(priced);
  return priced;
}

const unknownProduct = (index: number): FieldError => ({
  pointer: `/items/${index}/productId`,
  message: 'is not a product of the catalogue',
});

function refuseRepeated(lines: readonly ReservationLine[]): void {
  const seen = new Set<string>();
  for (const [index, { productId }] of lines.entries()) {
    if (seen.has(productId)) throw invalidField(`/items/${index}/productId`, 'must not be repeated');
    seen.add(productId);
  }
}

function refuseMixedCurrencies(lines: readonly PricedLine[]): void {
  const currency = lines[0]?.unitPrice.currency ?? '';
  const other = lines.findIndex(({ unitPrice }) => unitPrice.currency !== currency);
  if (other >= 0) {
    throw invalidField(`/items/${other}/productId`, `must be priced in ${currency} like the items before it`);
  }
  try {
    sum(
      lines.map((line) => line.lineTotal),
      currency,
    );
  } catch {
    throw invalidField('/items', 'must have a total below 2^53 minor units');
  }
}

function lineTotal(unitPrice: Money, quantity: number, index: number): Money {
  try {
    return times(unitPrice, quantity);
  } catch {
    throw invalidField(`/items/${index}/quantity`, 'must keep the total below 2^53 minor units');
  }
}
