import type { EventType } from '@causeway/data-model';
import { anOrder, aPricedLine } from '@causeway/testing';
import { compose, templateFor, written } from './letters.js';

const notifying: EventType[] = [
  'shop.order.paid.v1',
  'shop.order.payment_failed.v1',
  'shop.order.cancelled.v1',
  'shop.order.partially_refunded.v1',
  'shop.order.refunded.v1',
  'shop.order.fulfilled.v1',
];

describe('letters', () => {
  it.each(notifying)('exist for %s, with the order and its sums', (type) => {
    const order = anOrder({ refunded: { amount: 100, currency: 'EUR' } });
    const { subject, text, html } = compose(type, order, 'Ann');
    expect(subject).not.toBe('');
    for (const part of ['Dear Ann,', order.id, '2 x Harbour lamp: €25.98', 'Total: €25.98', 'Refunded: €1.00']) {
      expect(text).toContain(part);
      expect(html).toContain(part);
    }
  });

  it('have one template each', () => {
    expect(new Set(notifying.map(templateFor)).size).toBe(notifying.length);
  });

  it('do not exist for what notifies nobody', () => {
    expect(templateFor('shop.order.placed.v1')).toBeUndefined();
    expect(() => compose('shop.order.placed.v1', anOrder(), 'Ann')).toThrow('notifies nobody');
  });

  it('keep what people wrote out of their HTML', () => {
    const order = anOrder({ items: [aPricedLine({ name: `<img src=x onerror="alert('1')">` })] });
    const { text, html } = compose('shop.order.paid.v1', order, '</p><script>');
    expect(text).toContain('<img src=x');
    expect(html).not.toMatch(/<img|<script/);
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;');
  });
});

describe('money', () => {
  it.each([
    [1299, 'EUR', '€12.99'],
    [5, 'EUR', '€0.05'],
    [0, 'USD', '$0.00'],
    [1299, 'JPY', '¥1,299'],
    [1234, 'KWD', 'KWD 1.234'],
    [Number.MAX_SAFE_INTEGER, 'EUR', '€90,071,992,547,409.91'],
  ])('of %d %s reads %s', (amount, currency, text) => {
    expect(written({ amount, currency }).replace(/\s/g, ' ')).toBe(text);
  });
});
