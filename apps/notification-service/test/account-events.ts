import { anEvent, type CloudEvent } from '@causeway/data-model';

const at = '2026-11-21T09:00:00.000Z';

/** What identity-service tells when it has erased an account. */
export const accountErased = (userId: string): CloudEvent<'shop.account.erased.v1'> =>
  anEvent(
    'shop.account.erased.v1',
    { account: { id: userId, roles: ['customer'], createdAt: at, version: 2 } },
    {
      aggregate: 'account',
      subject: userId,
      version: 2,
      source: '/aws/identity-service',
      time: at,
      traceparent: `00-${'c'.repeat(32)}-${'b'.repeat(16)}-01`,
    },
  );
