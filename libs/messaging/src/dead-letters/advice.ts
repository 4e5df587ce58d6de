const always = 'A redrive is safe: an event that has had its effect has none again.';

const byReason: Readonly<Record<string, string>> = {
  schema:
    'Whoever sent it has to send it rightly; a redrive helps only once a version of the consumer runs that can read it.',
  version: 'Deploy a consumer that knows this version, then redrive.',
  'unknown-type': 'Deploy a consumer that knows this type, then redrive; or find out who sends it.',
  'no-handler': 'The subscription hands over what its service does not handle: compare its rule with the topology.',
  'too-large': 'No message may have more than 200 kB: whoever sent it has to send less.',
  forged:
    'Somebody sends what only another service may: find out whose key it was, and give that service another. Nothing came of it, and nothing will.',
  contradiction:
    'It says what its consumer or its own service knows to be otherwise, or another event came under its id. Compare it with what they hold, and find out who sent it.',
  'unknown-order':
    'No such order was ever placed, or its store was restored to an earlier time. Redrive after the order is back.',
  'unknown-payment':
    'payment-service has no such payment, or its store was restored to an earlier time. Redrive after the payment is back.',
  'unknown-reservation':
    'Nothing was ever held for this order. Redrive after the store of product-service is right again.',
  'amount-mismatch':
    'Compare the order, its payment and the provider; nothing was charged or paid because of this event.',
  'illegal-state': 'Compare the order and its payment; a person has to decide what is true.',
  'max-delivery':
    'A fault of the consumer, or of a store it could not tell from one: read its log by the trace id, mend it, then redrive.',
  MaxDeliveryCountExceeded:
    'Its consumer died or froze over it ten times: read its log by the trace id, mend it, then redrive.',
  'outage-too-long': 'What the consumer depends on was away for days. When it answers again, redrive.',
  TTLExpiredException: 'Nobody consumed it in time. When the consumer runs, redrive.',
  parked: 'The broker cannot take it as it is: mend the cause, then redrive, which puts it back and publishes it.',
  stuck: 'It is tried again by itself while its service and the broker run; a redrive publishes it at once.',
};

/** What an operator can do about a letter with this reason. */
export const adviceOn = (reason: string): string => `${byReason[reason] ?? 'Mend the cause, then redrive.'} ${always}`;
