import * as z from 'zod';

/** A secret and those before it: the first signs, and what was signed with any of them is still taken. */
export type NewestFirst = readonly [string, ...string[]];

/**
 * A secret that can be exchanged without a gap: one, or several with commas between them, the newest first.
 *
 * @param atLeast characters of each
 */
export const newestFirst = (atLeast: number) =>
  z
    .string()
    .transform((text): NewestFirst => {
      const [newest = '', ...others] = text.split(',').map((one) => one.trim());
      return [newest, ...others];
    })
    .refine((all) => all.every(({ length }) => length >= atLeast), `must have at least ${atLeast} characters`);
