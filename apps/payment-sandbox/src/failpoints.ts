import { failpoints } from '@causeway/runtime/failpoints';

/** Between every two durable effects of the sandbox. */
export const points = failpoints('sandbox', {
  committing: { after: 'everything of one turn is written', before: 'it is committed' },
  committed: { after: 'everything of one turn is committed', before: 'anybody hears of it' },
  'webhook-sent': { after: 'a webhook is taken by its receiver', before: 'that is noted' },
});
