/** Injects the service's `Cursors`. */
export const CURSORS = Symbol('cursors');

/** Injects what identity-service knows of erased people: `ErasedPeople`. */
export const ERASED_PEOPLE = Symbol('erased people');

/** Injects how order streams are served: `StreamSettings`. */
export const STREAM_SETTINGS = Symbol('stream settings');
