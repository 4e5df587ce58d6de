import { failpoints } from '@causeway/runtime/failpoints';

export const points = failpoints('stores', {
  'table-made': { after: 'the DynamoDB table is being made', before: 'it can be used' },
  migrated: { after: 'the SQL database is at its newest version', before: 'the process uses it' },
  'container-made': { after: 'the container for files is made', before: 'the first file is put into it' },
  'part-written': { after: 'a part of an archive is written', before: 'its changes leave the journal' },
  'journal-shipped': {
    after: 'archived changes have left the journal',
    before: "the archive's end is written beside it",
  },
  'head-written': { after: "an archive's end is written beside it", before: 'the next changes are read' },
  'chain-begun': { after: 'the archive has a chain that begins with all there is', before: 'its end is written' },
  'restore-begun': { after: 'a database is marked as being restored', before: 'the first rows are put into it' },
  'restore-marked': { after: 'a restoration has come to an end, or was settled', before: 'the service goes on' },
});
