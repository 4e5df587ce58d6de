import { failpoints } from '@causeway/runtime/failpoints';

export const points = failpoints('consumer', {
  handled: { after: "an event's effect is made", before: 'its message is completed' },
  completed: { after: 'a message is completed', before: 'the next one is handled' },
  'dead-lettered': { after: 'a message is dead-lettered with its reason', before: 'the next one is handled' },
  rescheduled: {
    after: 'a copy for later is scheduled, as a store or a service is away',
    before: 'the message itself is completed',
  },
  abandoned: { after: 'a message is given back after an unexpected error', before: 'it is delivered again' },
});
