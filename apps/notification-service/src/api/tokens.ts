/** Injection tokens for what is not a class of its own. */
export const CURSORS = Symbol('cursors');
