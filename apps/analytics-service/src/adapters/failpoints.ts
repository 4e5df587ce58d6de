import { failpoints } from '@causeway/runtime/failpoints';

/** Between every two durable effects of analytics-service. */
export const points = failpoints('analytics', {
  projected: { after: "an event's rows, lag and inbox are written", before: 'its message is completed' },
  repaired: { after: 'a row that differed from its source is written anew', before: 'the next one is compared' },
  reconciled: { after: 'the outcome of a comparison is written', before: 'the next round' },
});
