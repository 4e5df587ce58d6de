import type { Bug } from '../bug.js';

const letters = { process: 'notification-service', file: 'apps/notification-service/src/core/notify-customer.ts' };

/** In telling customers, and the projection. */
export const tellingBugs: readonly Bug[] = [
  {
    ...letters,
    name: 'message-id-by-attempt',
    mistake: 'a letter bears another Message-ID at each attempt',
    find: 'messageId: notification.messageId });',
    replace: 'messageId: messageIdOf(event.id + Date.now()) });',
    experiment: 'killed-after-mailing',
    breaks: 'I7',
  },
  {
    ...letters,
    name: 'sent-before-it-is-sent',
    mistake: 'a letter is marked as sent before the mail server has it',
    find: 'const outcome = await this.#mail.send(',
    replace:
      'await this.#notifications.markSent(notification.id, this.#clock.now(), sentEvent(notification, this.#clock.now(), traceparent)); const outcome = await this.#mail.send(',
    experiment: 'killed-after-marking-a-letter',
    breaks: 'I7',
  },
  {
    process: 'notification-service',
    file: 'libs/messaging/src/service-bus/redelivery.ts',
    name: 'copy-with-the-same-id',
    mistake: 'the delayed copy of an event is no new message, and duplicate detection drops it',
    find: 'messageId: idOfCopy(original, ',
    replace: 'messageId: ((id) => id)(original, ',
    experiment: 'letter-without-a-mailbox',
    breaks: 'I7',
  },
  {
    process: 'notification-service',
    file: 'libs/messaging/src/service-bus/handle-message.ts',
    name: 'completed-before-it-is-rescheduled',
    mistake: 'a message is completed before its delayed copy is scheduled',
    find: 'await bus.send(points.rescheduled, subscription.topic, copy);',
    replace:
      'await settlement.complete(); points.completed.pass(); await bus.send(points.rescheduled, subscription.topic, copy);',
    experiment: 'killed-after-completing-without-a-mailbox',
    breaks: 'I7',
  },
  {
    process: 'analytics-service',
    file: 'apps/analytics-service/src/adapters/project-state.ts',
    name: 'last-writer-wins',
    mistake: 'the projection takes what comes last for what is newest',
    find: '`version < ',
    replace: '`0 < ',
    experiment: 'news-overtaken',
    breaks: 'I9',
  },
];
