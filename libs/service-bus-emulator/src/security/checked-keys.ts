import { EmulatorError } from '../start-error.js';
import { type AccessKey, accessKeysSchema } from './access-key.js';

/** Checks keys from outside. Throws `EmulatorError` with `source`, the place and the rule of everything that is wrong. */
export function checkedKeys(keys: unknown, source: string): readonly AccessKey[] {
  const result = accessKeysSchema.safeParse(keys);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path: [index, ...field], message }) =>
    `${index === undefined ? '' : `[${String(index)}]`}${field.map((part) => `.${String(part)}`).join('')} ${message}`.trim(),
  );
  throw new EmulatorError(`The keys in ${source} cannot be used: ${problems.join('; ')}.`);
}
