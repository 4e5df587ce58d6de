import * as z from 'zod';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A UUID in lower case; ours are version 7 (RFC 9562). */
export const id = z.string().regex(uuid, 'must be a UUID');

/** Tells an id from rubbish before a store is asked for it. */
export const isId = (value: string): boolean => uuid.test(value);

/** RFC 3339 in UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export const time = z.iso.datetime({ precision: 3, error: 'must be an RFC 3339 time in UTC with milliseconds' });

/**
 * Text as people write it: any Unicode, kept verbatim, except what no store or terminal can carry (NUL, lone
 * surrogates). Lengths count code points.
 */
export function text(min: number, max: number) {
  const bounds = `must have ${min} to ${max} characters`;
  return z
    .string()
    .superRefine((value, context) => {
      if (!value.isWellFormed() || value.includes('\0')) context.addIssue('must be well-formed Unicode without NUL');
      else if (!within(value, min, max)) context.addIssue(bounds);
    })
    .meta({ minLength: min, maxLength: max });
}

function within(value: string, min: number, max: number): boolean {
  if (value.length <= max && min <= 1) return value.length >= min;
  if (value.length > max * 2) return false;
  const length = [...value].length;
  return length >= min && length <= max;
}

/** A whole number in decimal digits, as it stands in a query string. */
export function wholeNumber(min: number, max: number) {
  const rule = `must be an integer from ${min} to ${max}`;
  return z
    .string()
    .regex(new RegExp(`^\\d{1,${String(max).length}}$`), rule)
    .transform(Number)
    .refine((n) => n >= min && n <= max, rule);
}

/** A page of a list: `limit` and an opaque cursor, both optional, as they stand in a query string. */
export const pageQuery = {
  limit: wholeNumber(1, 100).default(20),
  cursor: z.string().max(2048, 'is not a cursor of this list').optional(),
};

export const listOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });

export type Page<T> = { items: T[]; nextCursor: string | null };

/** What a schema says where it has no words of its own. */
z.config({
  customError: (issue) => {
    if (issue.code === 'unrecognized_keys') return 'is not a known field';
    if (issue.code !== 'invalid_type') return undefined;
    return issue.input === undefined ? 'is required' : `must be ${expectations[issue.expected] ?? issue.expected}`;
  },
});

const expectations: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'an integer',
  object: 'an object',
  array: 'a list',
  boolean: 'true or false',
};
