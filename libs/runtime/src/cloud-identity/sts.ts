import { STSClient } from '@aws-sdk/client-sts';

/** The region that every client of AWS here falls back to. */
const usualRegion = 'eu-west-1';

/** AWS STS of a region, in one attempt: `take` makes the others. For one exchange an hour no connection is kept. */
export const stsIn = (region: string | undefined): STSClient =>
  new STSClient({ region: region ?? usualRegion, maxAttempts: 1 });
