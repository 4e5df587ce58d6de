import type { KeptSecrets, SqlKeeper } from './kept-secrets.js';

type Environment = Readonly<Record<string, string>>;

/** Who runs with which secrets: each what it needs and nothing else, in its own folder of the volume. */
export function secretEnvironments(
  { serviceApiKeys, cursorSecret, providerKey, webhookSecret, administrator }: KeptSecrets,
  sqlUrls: Readonly<Record<SqlKeeper, string>>,
): Readonly<Record<string, Environment>> {
  const cursors = { CURSOR_SECRET: cursorSecret };
  const key = (service: keyof typeof serviceApiKeys) => ({ SERVICE_API_KEY: serviceApiKeys[service] });
  const sql = (service: SqlKeeper) => ({ SQL_URL: sqlUrls[service] });
  return {
    'identity-service': { ...cursors, SERVICE_API_KEYS: JSON.stringify(serviceApiKeys) },
    'product-service': { ...cursors, ...key('product-service') },
    'order-service': { ...cursors, ...key('order-service') },
    'payment-service': {
      ...cursors,
      ...key('payment-service'),
      ...sql('payment-service'),
      PAYMENT_PROVIDER_KEY: providerKey,
      PAYMENT_WEBHOOK_SECRET: webhookSecret,
    },
    'notification-service': { ...cursors, ...key('notification-service'), ...sql('notification-service') },
    'analytics-service': { ...key('analytics-service'), ...sql('analytics-service') },
    'payment-sandbox': { SANDBOX_API_KEY: providerKey, PAYMENT_WEBHOOK_SECRET: webhookSecret },
    administrator: { ADMINISTRATOR_PASSWORD: administrator },
  };
}
