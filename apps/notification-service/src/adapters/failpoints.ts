import { failpoints } from '@causeway/runtime/failpoints';

/** Between every two durable effects of notification-service. */
export const points = failpoints('notification', {
  recorded: { after: 'a notification is written as pending', before: 'the receipt is kept and the letter sent' },
  'receipt-kept': { after: "a paid order's receipt is kept", before: 'the letter is sent' },
  'mail-sent': { after: 'the mail server has taken the letter', before: 'the notification is marked as sent' },
  'marked-sent': { after: 'notification, inbox and event are written', before: 'the event is published' },
  'erasure-noted': { after: 'it is written that a person is erased here', before: 'their receipts are' },
  'receipt-deleted': { after: "nothing of a person's receipt is left", before: 'the next one is deleted' },
  'recipient-erased': { after: "a person's notifications bear their pseudonym", before: 'identity-service is told' },
  'marked-failed': { after: 'it is written that nobody can be told', before: 'the message is completed' },
});
