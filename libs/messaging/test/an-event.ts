import { anEvent, type CloudEvent } from '@causeway/data-model';

let last = 0;

/** An event with a short body; each call gives another. */
export function aNotificationEvent(version = 1): CloudEvent<'shop.notification.sent.v1'> {
  last += 1;
  const id = `01890a5d-ac96-774b-bcce-${String(last).padStart(12, '0')}`;
  const time = '2026-11-21T09:00:00.000Z';
  const notification = {
    id,
    orderId: id,
    eventId: `order/${id}/2/shop.order.paid.v1`,
    template: 'order-paid',
    channel: 'email' as const,
    messageId: `<${id}@causeway>`,
    sentAt: time,
  };
  return anEvent(
    'shop.notification.sent.v1',
    { notification },
    {
      aggregate: 'notification',
      subject: id,
      version,
      source: '/azure/notification-service',
      time,
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    },
  );
}

/** An event of another topic than `aNotificationEvent`, right in every letter. */
export function anAccountEvent(): CloudEvent<'shop.account.registered.v1'> {
  last += 1;
  const id = `01890a5d-ac96-774b-bcce-${String(last).padStart(12, '0')}`;
  const time = '2026-11-21T09:00:00.000Z';
  return anEvent(
    'shop.account.registered.v1',
    { account: { id, roles: ['customer'], createdAt: time, version: 1 } },
    {
      aggregate: 'account',
      subject: id,
      version: 1,
      source: '/aws/identity-service',
      time,
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    },
  );
}
