import type { Product, ProductState, StockState } from '@causeway/data-model';

/** A product as merchandisers edit it. `version` counts their edits, not its sales. */
export type CatalogueProduct = ProductState;

/** A product's stock: `initial + adjusted` always equals `left + held + sold`. `version` counts every movement. */
export type Stock = StockState & { initial: number; adjusted: number };

export type CatalogueEntry = { product: CatalogueProduct; stock: Stock };

/** What the shop shows of a product. */
export function shown({ product: { version: _, ...product }, stock }: CatalogueEntry): Product {
  return { ...product, available: stock.left };
}

/** The entity tag of a product: `p` counts edits, `s` stock movements. */
export const entityTag = ({ product, stock }: CatalogueEntry): string => `"p${product.version}.s${stock.version}"`;

/** The stock of a new product. */
export const newStock = (productId: string, initial: number): Stock => ({
  productId,
  left: initial,
  held: 0,
  sold: 0,
  version: 1,
  initial,
  adjusted: 0,
});
