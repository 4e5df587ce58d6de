import * as z from 'zod';
import { type Fault, faultsOf } from './faults.js';
import { isReference, parseReference, type Reference } from './reference.js';
import type { Given } from './rule.js';
import type { secretStores } from './secret-stores.js';

/** The one setting that the stores themselves need; AWS' client reads its own from the environment. */
export const vaultEnv = z.object({
  AZURE_KEYVAULT_ENDPOINT: z
    .url({ protocol: /^https$/, error: 'must be an https: URL' })
    .optional()
    .meta({
      description:
        'Another Azure Key Vault than the ones that references name, such as an emulator. Of AWS Secrets Manager it is `AWS_ENDPOINT_URL_SECRETS_MANAGER`.',
    }),
});

/**
 * The environment with what the references in these variables refer to, all read at the same time; a value can be several
 * references with commas between them. Loads nothing where there is no reference.
 *
 * @returns the faults of those that could not be read, too; these are left out of `values`
 */
export async function resolveReferences(
  given: Given,
  names: readonly string[],
): Promise<{ values: Given; faults: Fault[] }> {
  const references = Object.entries(given).filter(([name, value]) => names.includes(name) && isReference(value));
  if (references.length === 0) return { values: given, faults: [] };
  const vault = vaultEnv.safeParse(given);
  if (!vault.success) return { values: given, faults: faultsOf(vault.error, given) };
  const stores = (await import('./secret-stores.js')).secretStores(vault.data.AZURE_KEYVAULT_ENDPOINT);
  const read = await Promise.all(references.map(([name, value]) => readAll(name, value, stores)));
  const faults = read.flatMap((one) => ('fault' in one ? [one] : []));
  const texts = read.flatMap((one) => ('text' in one ? [[one.name, one.text]] : []));
  const unread = new Set(faults.map(({ name }) => name));
  const others = Object.entries(given).filter(([name]) => !unread.has(name));
  return { values: { ...Object.fromEntries(others), ...Object.fromEntries(texts) }, faults };
}

async function readAll(
  name: string,
  value: string,
  stores: ReturnType<typeof secretStores>,
): Promise<Fault | { name: string; text: string }> {
  const references: Reference[] = [];
  for (const part of value.split(',')) {
    const reference = parseReference(part.trim());
    if ('form' in reference) return { name, fault: `must have the form ${reference.form} to be a reference` };
    references.push(reference);
  }
  try {
    const texts = await Promise.all(references.map((one) => stores.read(one)));
    return { name, text: texts.join(',') };
  } catch (error) {
    return { name, fault: error instanceof Error ? error.message : String(error) };
  }
}
