import { anEvent } from '@causeway/data-model';
import { aPayment } from '@causeway/testing';
import { AlertOnCall } from './alert-on-call.js';

it('texts the person on call which payment waits for a decision', async () => {
  const texts: { to: string; text: string }[] = [];
  const payment = aPayment({ status: 'manual_review', capturedAt: null });
  const payments = { byId: async () => payment };
  const alert = new AlertOnCall(payments, { send: async (text) => void texts.push(text) }, '+353871234567');
  await alert.execute(
    anEvent(
      'shop.payment.review_needed.v1',
      { payment },
      {
        aggregate: 'payment',
        subject: payment.id,
        version: payment.version,
        source: '/azure/payment-service',
        time: '2026-11-21T09:00:00.000Z',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      },
    ),
  );
  const text = `Payment ${payment.id} of €25.98 needs a review: order ${payment.orderId}.`;
  expect(texts).toEqual([{ to: '+353871234567', text }]);
});
