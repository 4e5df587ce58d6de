import { failpoints } from '@causeway/runtime/failpoints';

/** A point for writes of tests. */
export const { written: aPoint } = failpoints('test', {
  written: { after: 'a test has written', before: 'it looks at what is there' },
});
