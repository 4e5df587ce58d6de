import { failpoints } from '@causeway/runtime/failpoints';

/** Between every two durable effects of analytics-service. */
export const points = failpoints('analytics', {
  projected: { after: "an event's rows, lag and inbox are written", before: 'its message is completed' },
  repaired: { after: 'a row that differed from its source is written anew', before: 'the next one is compared' },
  removed: { after: 'a row that its source does not know is taken away', before: 'the next one is compared' },
  'orphans-removed': { after: 'rows that belong to no row are taken away', before: 'the next source is compared' },
  'round-taken': { after: "a round's lease is taken", before: 'the sources are asked' },
  'round-kept': { after: 'it is written how far a round has come', before: 'the next page is compared' },
  reconciled: { after: 'the outcome of a comparison is written', before: 'the lease is given back' },
  'round-given-back': { after: "a round's lease is given back", before: 'the next round' },
  'rebuild-begun': { after: 'the tables of the next generation are made', before: 'the sources are read into them' },
  'rebuild-kept': { after: 'it is written how far a rebuild has come', before: 'the next page is read' },
  'erasure-archived': { after: "a person's erasure is noted beside the archive", before: 'their rows are changed' },
  'customer-erased': { after: "a person's rows bear their pseudonym", before: 'identity-service is told' },
  'part-restored': { after: 'a part of the archive is in the database', before: 'the next part is read' },
  rebuilt: { after: 'the next generation is in the place of the old one', before: 'the rebuild says so' },
});
