/** Injects the service's `Cursors`. */
export const CURSORS = Symbol('cursors');

/** Injects how order streams are served: `StreamSettings`. */
export const STREAM_SETTINGS = Symbol('stream settings');
