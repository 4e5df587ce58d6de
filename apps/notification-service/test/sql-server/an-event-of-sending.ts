import { anEvent } from '@causeway/data-model';

const id = '0193a2b4-0000-7000-8000-000000000001';
const time = '2026-11-21T09:00:00.000Z';

/** What is told when a letter has gone out. */
export const anEventOfSending = anEvent(
  'shop.notification.sent.v1',
  {
    notification: {
      id,
      orderId: id,
      eventId: 'e1',
      template: 'order-paid',
      channel: 'email',
      messageId: '<m1@causeway>',
      sentAt: time,
    },
  },
  {
    aggregate: 'notification',
    subject: id,
    version: 1,
    source: '/azure/notification-service',
    time,
    traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
  },
);
