import * as z from 'zod';
import { id, pageQuery, text, time } from './wire.js';

export const notification = z.strictObject({
  id,
  orderId: id,
  eventId: text(1, 128),
  template: text(1, 100),
  channel: z.enum(['email', 'sms']),
  status: z.enum(['pending', 'sent', 'failed']),
  messageId: text(1, 998),
  sentAt: time.nullable(),
});
export type Notification = z.infer<typeof notification>;

export const notificationQuery = z.strictObject(pageQuery);
