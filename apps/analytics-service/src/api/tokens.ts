/** Injection tokens for what is not a class of its own. */
export const CLOCK = Symbol('clock');
export const PROJECTION = Symbol('projection');
export const CUSTOMERS = Symbol('customers');
