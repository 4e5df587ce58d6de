import { changeItem, listOf, unavailable } from '@causeway/data-model';
import { call, refusalOf } from '@causeway/runtime/outgoing';
import * as z from 'zod';
import type { ServiceTokens } from './service-tokens.js';

// What a newer service says besides is left out.
const page = listOf(z.object(changeItem.shape));

/**
 * Asks another service what it holds of one thing at this moment, by its `/internal/changes?ids=`, which reads what was
 * written last. Two tries of a second each.
 *
 * @param schema of the thing; fields it does not name are left out
 * @returns for an id, the thing, or undefined where the service has none
 * @throws DomainError `unavailable`, from what is returned, when the service says neither yes nor no, or nothing that can be
 * understood: that is not the thing's fault, and it is asked for again
 */
export function heldBy<T extends z.ZodRawShape>(
  service: string,
  { url, tokens, schema }: { url: string; tokens: ServiceTokens; schema: z.ZodObject<T> },
): (id: string) => Promise<z.output<z.ZodObject<T>> | undefined> {
  const what = `GET ${service} /internal/changes`;
  const known = z.object(schema.shape);
  return async (id) => {
    const answer = await call(what, {
      method: 'GET',
      url: `${url}/internal/changes?ids=${encodeURIComponent(id)}`,
      headers: { authorization: await tokens.authorization(service) },
      timeoutMs: 1000,
      attempts: 2,
    });
    const parsed = page.safeParse(answer.body);
    if (answer.status !== 200 || !parsed.success)
      throw unavailable(`${service} did not say whether there is ${id}.`, refusalOf(answer, what));
    const item = parsed.data.items.find((one) => one.id === id);
    if (item === undefined) return undefined;
    const found = known.safeParse(item.data);
    if (!found.success) throw unavailable(`What ${service} says of ${id} cannot be read here.`, found.error);
    return found.data;
  };
}
