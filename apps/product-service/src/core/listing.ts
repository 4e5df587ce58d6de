import type { ProductQuery } from '@causeway/data-model';
import type { CatalogueProduct } from './product.js';
import { searchWords } from './search-words.js';

export type Sort = ProductQuery['sort'];

/** A list in which products are found. */
export type List = 'all' | `category/${string}` | `word/${string}`;

/** What the lists keep of a product: enough to sort and filter by. */
export type ListedProduct = {
  id: string;
  name: string;
  category: string;
  price: number;
  createdAt: string;
  words: string[];
};

/** Where in a list a page ends: the sort key and the id of its last product. */
export type ListingPosition = { key: string; id: string };

export type Listing = { id: string; position: ListingPosition };

export type ListQuery = {
  list: List;
  sort: Sort;
  after: ListingPosition | null;
  /** How many products to examine at most. */
  limit: number;
  /** What a product must have besides being in the list. */
  category?: string | undefined;
  words: readonly string[];
  minPrice?: number | undefined;
  maxPrice?: number | undefined;
};

/** The part of a product that its lists keep. */
export const listed = (product: CatalogueProduct): ListedProduct => ({
  id: product.id,
  name: product.name,
  category: product.category,
  price: product.price.amount,
  createdAt: product.createdAt,
  words: searchWords(product),
});

/** The lists a product stands in. */
export const listsOf = ({ category, words }: Pick<ListedProduct, 'category' | 'words'>): List[] => [
  'all',
  `category/${category}`,
  ...words.map((word): List => `word/${word}`),
];
