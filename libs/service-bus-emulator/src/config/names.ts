import * as z from 'zod';

/** A queue or a topic: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
export const entityName = z
  .string()
  .min(1)
  .max(260)
  .regex(/^[\w.\-/~]+$/, 'may contain letters, digits, and . - _ / ~ only')
  .refine((name) => !name.startsWith('/') && !name.endsWith('/'), 'must not begin or end with /');

/** A subscription or a rule. */
export const shortName = z
  .string()
  .min(1)
  .max(50)
  .regex(/^[\w.\-$]+$/, 'may contain letters, digits, and . - _ $ only');
