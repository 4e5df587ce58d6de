import { type Cart, invalidField, notFound } from '@causeway/data-model';
import { currencyOf, maxCartLines, priced, type StoredCart } from './cart.js';
import type { Carts, Clock, Products } from './ports.js';

/** A customer's cart: what they mean to order. Nothing in it is held. */
export class KeepCart {
  readonly #carts: Carts;
  readonly #products: Products;
  readonly #clock: Clock;
  readonly #shopCurrency: string;

  constructor(ports: { carts: Carts; products: Products; clock: Clock }, shopCurrency: string) {
    this.#carts = ports.carts;
    this.#products = ports.products;
    this.#clock = ports.clock;
    this.#shopCurrency = shopCurrency;
  }

  /** At current prices. @throws DomainError `unavailable` when they cannot be had */
  async show(userId: string): Promise<Cart> {
    const cart = await this.#carts.find(userId);
    return priced(cart, await this.#products.find(idsOf(cart)), this.#shopCurrency);
  }

  /**
   * Puts so much of a product into the cart, whatever of it was there.
   *
   * @throws DomainError `not-found` without such a product; `validation` when the cart is full or of another currency
   */
  async put(userId: string, productId: string, quantity: number): Promise<Cart> {
    const before = await this.#carts.find(userId);
    const products = await this.#products.find([...new Set([...idsOf(before), productId])]);
    const product = products.get(productId);
    if (product === undefined) throw notFound('The product');
    const others = before.lines.filter((line) => line.productId !== productId);
    if (others.length >= maxCartLines)
      throw invalidField('/productId', `a cart holds ${maxCartLines} products at most`);
    const currency = currencyOf(others, products) ?? product.price.currency;
    if (currency !== product.price.currency) throw invalidField('/productId', `must be priced in ${currency}`);
    const at = this.#clock().toISOString();
    const since = before.lines.find((line) => line.productId === productId)?.since ?? at;
    const line = { productId, quantity, name: product.name, unitPrice: product.price, since };
    const after = await this.#carts.put(userId, line, at);
    return priced(after, products, this.#shopCurrency);
  }

  async remove(userId: string, productId: string): Promise<void> {
    await this.#carts.remove(userId, productId, this.#clock().toISOString());
  }

  async clear(userId: string): Promise<void> {
    await this.#carts.clear(userId);
  }
}

const idsOf = ({ lines }: StoredCart) => lines.map(({ productId }) => productId);
