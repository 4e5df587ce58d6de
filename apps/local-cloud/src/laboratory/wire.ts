import { DomainError } from '@causeway/data-model';
import { invalid } from '@causeway/runtime/problems';
import * as z from 'zod';

const milliseconds = z.int().min(1).max(600_000);
const share = z.number().min(0).max(1);

/** `POST /__local/laboratory/failpoints` */
export const arming = z
  .strictObject({
    process: z.string(),
    name: z.string().regex(/^[a-z0-9.-]+$/, 'must be the name of a failpoint'),
    action: z.enum(['kill', 'freeze']),
    freezeMs: milliseconds.optional(),
    pass: z.int().min(1).default(1),
  })
  .refine(({ action, freezeMs }) => action === 'kill' || freezeMs !== undefined, {
    path: ['freezeMs'],
    message: 'must be given for a freeze',
  });
export type Arming = z.infer<typeof arming>;

/** `POST /__local/laboratory/links` */
export const linkChange = z.strictObject({ action: z.enum(['cut', 'heal']) });

/** `POST /__local/laboratory/kills` */
export const kill = z.strictObject({ process: z.string() });

/** `PUT /__local/laboratory/bus-faults`; what is absent is off. */
export const busFaults = z.strictObject({
  seed: z.int().min(0).default(1),
  duplicate: share.default(0),
  delay: z.strictObject({ share, maxMs: milliseconds }).default({ share: 0, maxMs: 1 }),
  reorder: share.default(0),
});
export type BusFaults = z.infer<typeof busFaults>;

/** @throws DomainError `validation`, `malformed-json` */
export function read<T extends z.ZodType>(schema: T, text: string): z.infer<T> {
  const parsed = schema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error.issues, 'body');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DomainError('malformed-json', { detail: 'The body is not JSON.' });
  }
}
