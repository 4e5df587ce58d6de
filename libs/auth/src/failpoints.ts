import { failpoints } from '@causeway/runtime/failpoints';

/** Of the audit trail, in every service that keeps one. */
export const points = failpoints('audit', {
  taken: { after: 'identity-service has taken audit events', before: 'they are forgotten here' },
});
