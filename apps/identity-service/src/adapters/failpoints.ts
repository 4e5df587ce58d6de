import { failpoints } from '@causeway/runtime/failpoints';

/** Between every two durable effects of identity-service. */
export const points = failpoints('identity', {
  'signing-key-made': { after: 'the first signing key is written', before: 'a token is signed with it' },
  'api-key-added': { after: "a service's API key is known", before: 'the next is made known' },
  'user-added': { after: 'account, address and event are written', before: 'the event is published and 201 answered' },
  'failure-counted': { after: 'a failed log-in is counted', before: 'it is refused' },
  'failures-forgotten': { after: 'the failed log-ins are forgotten', before: 'a session is opened' },
  'session-opened': { after: 'a session and its refresh token are written', before: 'the tokens are answered' },
  'token-rotated': { after: 'the refresh token is used and its successor written', before: 'the tokens are answered' },
  'session-ended': { after: 'a session is ended, for every service to see', before: 'the answer' },
});
