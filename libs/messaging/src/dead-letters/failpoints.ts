import { failpoints } from '@causeway/runtime/failpoints';

/** Of redrives. */
export const points = failpoints('dlq', {
  sent: { after: 'a copy of a dead letter is sent to its subscription', before: 'the dead letter is completed' },
  completed: { after: 'a redriven dead letter is completed', before: 'the operator hears of it' },
  released: {
    after: 'dead letters that were looked at only are given back',
    before: 'the operator hears of the others',
  },
  unparked: { after: 'a parked entry is back in its outbox', before: 'it is published' },
});
