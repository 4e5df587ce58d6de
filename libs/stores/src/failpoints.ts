import { failpoints } from '@causeway/runtime/failpoints';

export const points = failpoints('stores', {
  'table-made': { after: 'the DynamoDB table is being made', before: 'it can be used' },
  migrated: { after: 'the SQL database is at its newest version', before: 'the process uses it' },
  'container-made': { after: 'the container for files is made', before: 'the first file is put into it' },
});
