/** How long a laboratory's Service Bus locks a message: an ISO 8601 duration. */
export const laboratoryLock = 'PT5S';

const outboxLease = { OUTBOX_LEASE_MS: '3000' };

const ofService: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'product-service': { RESERVATION_LEASE_MS: '5000', LEASE_SWEEP_MS: '500' },
  'order-service': { KEY_LEASE_MS: '3000', SWEEP_INTERVAL_MS: '1000' },
  'payment-service': {
    ...outboxLease,
    REFUND_LEASE_MS: '3000',
    ACTION_EXPIRES_AFTER_MS: '20000',
    ACTION_GRACE_MS: '3000',
    PROVIDER_TIMEOUT_MS: '1500',
    CHASE_MS: '500',
    LEDGER_BACKUP_MS: '2000',
  },
  'notification-service': outboxLease,
  'analytics-service': { RECONCILE_MS: '3000', RECONCILE_LEASE_MS: '3000', REBUILD_LEASE_MS: '3000' },
  'payment-sandbox': { SANDBOX_SLOW_SETTLE_MS: '1000', SANDBOX_HANG_MS: '4000' },
};

/** What a laboratory sets otherwise: seconds where the shop has minutes, so that what a death left is soon taken over. */
export const lockAndLeases = (name: string): Record<string, string> => ({
  CAUSEWAY_FAILPOINTS: 'on',
  REDELIVERY_MAX_DELAY_MS: '2000',
  ...ofService[name],
});
