/** Injects the `Products` port. */
export const PRODUCTS = Symbol('products');

/** Injects the `Listings` port. */
export const LISTINGS = Symbol('listings');

/** Injects the sealing of cursors. */
export const CURSORS = Symbol('cursors');
