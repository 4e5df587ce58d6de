import * as z from 'zod';
import { id, pageQuery, time } from './wire.js';

export const notification = z.strictObject({
  id,
  orderId: id,
  eventId: z.string(),
  template: z.string(),
  channel: z.enum(['email', 'sms']),
  status: z.enum(['pending', 'sent', 'failed']),
  messageId: z.string(),
  sentAt: time.nullable(),
});
export type Notification = z.infer<typeof notification>;

export const notificationQuery = z.strictObject(pageQuery);
