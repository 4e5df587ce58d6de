/** Injects the `WebhookSeal`. */
export const WEBHOOK_SEAL = Symbol('webhook seal');
