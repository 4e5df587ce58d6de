import { createHmac, timingSafeEqual } from 'node:crypto';
import { DomainError } from '@causeway/data-model';
import * as z from 'zod';
import { type NewestFirst, newestFirst, randomTexts } from './env.js';

/** The setting of a service whose lists have cursors. */
export const cursorEnv = z.object({
  CURSOR_SECRET: newestFirst(16).meta({
    description:
      "Signs the cursors of lists; at least 16 characters, the same in all the service's processes. With `new,old` the cursors that the old one signed are still good.",
    secret: randomTexts,
  }),
});

/**
 * Cursors of lists: opaque and signed, and good only for the route, user, filters and sort they were made for (`scope`).
 *
 * @param secrets at least 16 characters each, the same in every process of a service; the first signs
 */
export function cursors(secrets: NewestFirst) {
  const sign = (secret: string, payload: string, scope: readonly unknown[]) =>
    createHmac('sha256', secret).update(JSON.stringify(scope)).update('\0').update(payload).digest().subarray(0, 16);

  const sealed = (secret: string, payload: string, scope: readonly unknown[]) =>
    `${payload}.${sign(secret, payload, scope).toString('base64url')}`;

  return {
    /** @param position where the next page starts: JSON of any shape */
    seal(position: unknown, scope: readonly unknown[]): string {
      const payload = Buffer.from(JSON.stringify(position)).toString('base64url');
      return sealed(secrets[0], payload, scope);
    },

    /**
     * @param parameter how the query calls it
     * @throws DomainError `bad-query` when the cursor is not one of this list's.
     */
    open(cursor: string, scope: readonly unknown[], parameter: CursorName = 'cursor'): unknown {
      const [payload = ''] = cursor.split('.', 1);
      if (!secrets.some((secret) => isSame(cursor, sealed(secret, payload, scope)))) throw notACursor(parameter);
      return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    },
  };
}

function isSame(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

type CursorName = 'cursor' | 'after';

/** The refusal of a cursor that is not one of the list's. */
export const notACursor = (parameter: CursorName): DomainError =>
  new DomainError('bad-query', {
    detail: `${parameter} is not one of this list.`,
    errors: [{ pointer: `/${parameter}`, message: 'is not a cursor of this list' }],
  });

export type Cursors = ReturnType<typeof cursors>;
