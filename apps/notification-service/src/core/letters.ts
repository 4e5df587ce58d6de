import type { EventType, Money, Order } from '@causeway/data-model';

type Template = { name: string; subject: string; opening: string };

/** The order events a customer hears of, and in which words. */
const templates: Partial<Record<EventType, Template>> = {
  'shop.order.paid.v1': {
    name: 'order-paid',
    subject: 'Your order is paid',
    opening: 'Thank you: your payment arrived and we are packing your order.',
  },
  'shop.order.payment_failed.v1': {
    name: 'order-payment-failed',
    subject: 'Your payment did not go through',
    opening: 'Your payment was declined. Nothing was charged and nothing is held for you any more.',
  },
  'shop.order.cancelled.v1': {
    name: 'order-cancelled',
    subject: 'Your order is cancelled',
    opening: 'Your order is cancelled and nothing was charged.',
  },
  'shop.order.partially_refunded.v1': {
    name: 'order-partially-refunded',
    subject: 'Part of your order is refunded',
    opening: 'We have refunded part of your order.',
  },
  'shop.order.refunded.v1': {
    name: 'order-refunded',
    subject: 'Your order is refunded',
    opening: 'We have refunded your order.',
  },
  'shop.order.fulfilled.v1': {
    name: 'order-fulfilled',
    subject: 'Your order is on its way',
    opening: 'Your order has left our warehouse.',
  },
};

/** The template's name for an event; undefined for events that notify nobody. */
export const templateFor = (type: EventType): string | undefined => templates[type]?.name;

/** Whether a receipt is kept beside the letter. */
export const hasReceipt = (template: string): boolean => template === templates['shop.order.paid.v1']?.name;

/** The letter for an event: its subject, its text and the same as HTML. */
export function compose(type: EventType, order: Order, name: string): { subject: string; text: string; html: string } {
  const template = templates[type];
  if (template === undefined) throw new RangeError(`${type} notifies nobody`);
  const lines = order.items.map((item) => `${item.quantity} x ${item.name}: ${written(item.lineTotal)}`);
  const sums = [`Total: ${written(order.total)}`];
  if (order.refunded.amount > 0) sums.push(`Refunded: ${written(order.refunded)}`);
  const paragraphs = [`Dear ${name},`, template.opening, `Order ${order.id}`, ...lines, ...sums];
  return {
    subject: template.subject,
    text: `${paragraphs.join('\n\n')}\n`,
    html: `<!doctype html><meta charset="utf-8"><title>${escaped(template.subject)}</title>${paragraphs.map((one) => `<p>${escaped(one)}</p>`).join('\n')}\n`,
  };
}

/** Minor units as people read them; currencies differ in how many digits they have (ISO 4217). */
export function written({ amount, currency }: Money): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const units = String(amount).padStart(digits + 1, '0');
  // A decimal text is formatted exactly; a large amount divided as a number would lose its cents.
  return format.format(`${units.slice(0, units.length - digits)}.${units.slice(units.length - digits)}` as `${number}`); // digits only
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
