import { failpoints } from '@causeway/runtime/failpoints';

export const points = failpoints('mailbox', {
  kept: { after: 'a mail is kept', before: 'its sender hears of it' },
});
