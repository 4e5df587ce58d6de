import { isId, notFound } from '@causeway/data-model';
import type { PipeTransform } from '@nestjs/common';

/** Takes an id out of a path; what cannot be one is not found, without asking a store. */
export const idOf = (what: string): PipeTransform<string, string> => ({
  transform(value) {
    if (!isId(value)) throw notFound(what);
    return value;
  },
});
