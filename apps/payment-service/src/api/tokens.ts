/** Injects the `WebhookSeal`. */
export const WEBHOOK_SEAL = Symbol('webhook seal');

/** The service's database. */
export const STORE = Symbol('store');
/** Orders as order-service holds them. */
export const ORDERS = Symbol('orders');
