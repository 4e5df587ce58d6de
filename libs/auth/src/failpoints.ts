import { failpoints } from '@causeway/runtime/failpoints';

/** Of the audit trail, in every service that keeps one. */
export const points = failpoints('audit', {
  taken: { after: 'identity-service has taken audit events', before: 'they are forgotten here' },
});

/** Of erasures, in every service that keeps something about people. */
export const erasurePoints = failpoints('erasure', {
  reported: { after: 'identity-service has the report of an erasure', before: 'the event of it is settled' },
});
