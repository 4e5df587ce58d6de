import { failpoints } from '@causeway/runtime/failpoints';

/** Of every outbox. */
export const outboxPoints = failpoints('outbox', {
  published: { after: 'committed events are published', before: 'they are removed from the outbox' },
  removed: { after: 'published events are removed from the outbox', before: 'whoever waits for it hears of it' },
  deferred: { after: 'a failed try to publish an entry is counted', before: 'the next entry is tried' },
  parked: { after: 'an entry that cannot be published is parked', before: 'an alert is raised' },
});

/** Of outboxes in SQL, where a sweeper takes what it publishes. */
export const sqlOutboxPoints = failpoints('sql-outbox', {
  claimed: { after: 'a sweep has taken entries for itself', before: 'it publishes them' },
  released: { after: 'taken entries are given back because the broker is away', before: 'the next sweep' },
});
