import * as z from 'zod';

export const rights = ['Listen', 'Send', 'Manage'] as const;
export type Right = (typeof rights)[number];

const accessKey = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(256)
      .regex(/^[\w.-]+$/, 'may contain letters, digits, and . - _ only'),
    key: z
      .string()
      .min(8, 'must have at least 8 characters')
      .max(256)
      .regex(/^[\w+/=-]+$/, 'must be base64: letters, digits, and + / = only'),
    rights: z.array(z.enum(rights)).min(1),
    entity: z.string().min(1).max(260).optional(),
  })
  .refine((key) => !key.rights.includes('Manage') || (key.rights.includes('Send') && key.rights.includes('Listen')), {
    path: ['rights'],
    error: 'must contain Send and Listen when they contain Manage',
  });

/** What `--keys` and the option `keys` may hold. */
export const accessKeysSchema = z.array(accessKey);

/**
 * One key of a shared access policy: of the whole namespace, or of one queue or topic and what belongs to it. A policy's
 * primary and secondary key are two of them with the same name.
 */
export interface AccessKey {
  readonly name: string;
  /** As it stands in a connection string: its characters are the secret, they are not decoded. */
  readonly key: string;
  /** Manage comes with Send and Listen. */
  readonly rights: readonly Right[];
  /** Absent: the whole namespace. */
  readonly entity?: string | undefined;
}
