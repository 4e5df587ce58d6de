import { failpoints } from '@causeway/runtime/failpoints';

/** Between every two durable effects of identity-service. */
export const points = failpoints('identity', {
  'signing-key-made': { after: 'a signing key is written', before: 'a token is signed with it' },
  'signing-key-deleted': { after: 'a key that has served is deleted', before: 'the next is looked at' },
  'api-key-added': { after: "a service's API key is known", before: 'the next is made known' },
  'api-key-created': { after: "a partner's API key is written, with its note", before: 'its secret is shown' },
  'api-key-used': { after: 'the use of an API key is noted', before: 'its token is signed' },
  'api-key-revoked': { after: 'an API key is gone and told of, with its note', before: 'the answer' },
  'user-added': { after: 'account, address and event are written', before: 'the event is published and 201 answered' },
  'failure-counted': { after: 'a failed log-in is counted', before: 'it is refused' },
  'failures-forgotten': { after: 'the failed log-ins are forgotten', before: 'a session is opened' },
  'session-opened': { after: 'a session and its refresh token are written', before: 'the tokens are answered' },
  'token-rotated': { after: 'the refresh token is used and its successor written', before: 'the tokens are answered' },
  'session-ended': { after: 'a session is ended, for every service to see', before: 'the answer' },
  'password-replaced': { after: 'a password is replaced and its sessions ended', before: 'the event is published' },
  'password-rehashed': { after: "a password's hash is renewed", before: 'a session is opened' },
  'account-erased': {
    after: 'a tombstone is where the account was, and its event is written',
    before: 'the event is published',
  },
  'erasure-reported': {
    after: "a service's report of an erasure is kept",
    before: 'what is left of the person is forgotten',
  },
  'person-forgotten': { after: 'some of what is left of an erased person is deleted', before: 'the rest of it' },
  'erasure-completed': { after: 'an erasure is complete, with its note', before: 'the last report is answered' },
  'audit-noted': { after: 'a security event is noted', before: 'the next, or the answer' },
});
