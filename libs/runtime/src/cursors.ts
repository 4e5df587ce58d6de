import { createHmac, timingSafeEqual } from 'node:crypto';
import { DomainError } from '@causeway/data-model';
import * as z from 'zod';

/** The setting of a service whose lists have cursors. */
export const cursorEnv = z.object({
  CURSOR_SECRET: z.string().min(16, 'must have at least 16 characters').meta({
    description: "Signs the cursors of lists; at least 16 characters, the same in all the service's processes.",
    secret: true,
  }),
});

/**
 * Cursors of lists: opaque and signed, and good only for the route, user, filters and sort they were made for (`scope`).
 *
 * @param secret at least 16 characters, the same in every process of a service
 */
export function cursors(secret: string) {
  const sign = (payload: string, scope: readonly unknown[]) =>
    createHmac('sha256', secret).update(JSON.stringify(scope)).update('\0').update(payload).digest().subarray(0, 16);

  const sealed = (payload: string, scope: readonly unknown[]) =>
    `${payload}.${sign(payload, scope).toString('base64url')}`;

  return {
    /** @param position where the next page starts: JSON of any shape */
    seal(position: unknown, scope: readonly unknown[]): string {
      const payload = Buffer.from(JSON.stringify(position)).toString('base64url');
      return sealed(payload, scope);
    },

    /**
     * @param parameter how the query calls it
     * @throws DomainError `bad-query` when the cursor is not one of this list's.
     */
    open(cursor: string, scope: readonly unknown[], parameter: CursorName = 'cursor'): unknown {
      const [payload = ''] = cursor.split('.', 1);
      const given = Buffer.from(cursor);
      const expected = Buffer.from(sealed(payload, scope));
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
        throw notACursor(parameter);
      }
      return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    },
  };
}

type CursorName = 'cursor' | 'after';

/** The refusal of a cursor that is not one of the list's. */
export const notACursor = (parameter: CursorName): DomainError =>
  new DomainError('bad-query', {
    detail: `${parameter} is not one of this list.`,
    errors: [{ pointer: `/${parameter}`, message: 'is not a cursor of this list' }],
  });

export type Cursors = ReturnType<typeof cursors>;
