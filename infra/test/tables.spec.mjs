import { localOf, source } from './configuration.mjs';
import { indexes } from './services.mjs';

it.each(Object.entries(indexes))('gives the table of %s the indexes that it makes on a laptop', (service, made) => {
  const declared = localOf('aws', 'tables')[service].indexes.map((one) =>
    one === source('local.outbox_index') ? localOf('aws', 'outbox_index') : one,
  );
  expect(declared).toEqual(made.map(({ projection = 'ALL', ...one }) => ({ ...one, projection })));
});
