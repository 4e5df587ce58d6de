import type * as z from 'zod';
import { faultsOf, givenIn, wrongConfiguration } from './faults.js';

/**
 * Parses the environment, or a part of it that holds no secret. A door reads its settings with `readSettings`.
 *
 * @throws Error with one sentence that names every wrong variable and its rule.
 */
export function readEnv<T extends z.ZodType>(schema: T, source: NodeJS.ProcessEnv = process.env): z.infer<T> {
  const given = givenIn(source);
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw wrongConfiguration(faultsOf(parsed.error, given));
}

/**
 * `readEnv` for what a process needs from its first line on, before there is a door: where it is wrong, the process says so
 * in one line on standard error and ends with code 1.
 */
export function readEnvOrEnd<T extends z.ZodType>(schema: T): z.infer<T> {
  try {
    return readEnv(schema);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}
