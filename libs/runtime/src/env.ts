import * as z from 'zod';

/** Settings every door has. */
export const doorEnv = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535),
  CAUSEWAY_MODE: z.enum(['local', 'docker', 'cloud']).default('local'),
  PUBLIC_URL: z.url().default('http://localhost:8080'),
});

/**
 * Parses the environment once, at the door. Each adapter owns a slice (a zod object); the door merges them.
 *
 * @throws Error with one sentence that names every wrong variable and its rule.
 */
export function readEnv<T extends z.ZodType>(schema: T, source: NodeJS.ProcessEnv = process.env): z.infer<T> {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${lowerFirst(issue.message)}`);
  throw new Error(`The configuration is wrong: ${faults.join('; ')}; set them in the environment and start again.`);
}

/** A switch as environments write it. */
export const envSwitch = (fallback: boolean) =>
  z
    .enum(['true', 'false'])
    .default(fallback ? 'true' : 'false')
    .transform((value) => value === 'true');

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
