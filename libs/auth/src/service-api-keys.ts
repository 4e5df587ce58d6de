import { firstFault, type Secret, weaknessOf } from '@causeway/runtime/env';
import * as z from 'zod';

const form = 'cwk_<8 hexadecimal digits>_<32 to 128 of A-Z a-z 0-9 - _>';
const pattern = /^(cwk_[0-9a-f]{8})_([A-Za-z0-9_-]{32,128})$/;

const madeUp = { local: 'made up at the first start', docker: "the container's environment" };

/** An API key, of which the part behind its public beginning is the secret. */
export const apiKeySecret: Secret = {
  says: `be an API key, ${form}`,
  from: madeUp,
  fault: (value = '') => {
    const [, , secret] = pattern.exec(value) ?? [];
    return secret === undefined ? 'has another form' : weaknessOf(secret, 32);
  },
};

const keysByService = z.record(z.string(), z.string());

/**
 * The API keys of services as JSON, `{"order-service": "cwk_..."}`: each well-formed, and no two the same. While one is
 * exchanged, a service has two, with a comma between them.
 */
export const serviceApiKeys = z
  .string()
  .default('{}')
  .transform((json, context) => {
    const parsed = keysByService.safeParse(parseJson(json));
    const fault = parsed.success ? faultOf(parsed.data) : 'must be a JSON object of service names and API keys';
    if (parsed.success && fault === undefined) {
      return Object.fromEntries(Object.entries(parsed.data).map(([service, keys]) => [service, listed(keys)]));
    }
    context.addIssue(fault ?? '');
    return z.NEVER;
  })
  .meta({
    description:
      'The keys of services as JSON, `{"order-service": "cwk_..."}`, made known at the start; one that is no longer among them ends then. A service whose key is being exchanged has both, with a comma between them.',
    secret: {
      says: 'hold an API key of random text for each service',
      from: madeUp,
      fault: (json = '') => {
        const parsed = keysByService.safeParse(parseJson(json));
        if (!parsed.success) return undefined; // The schema says so.
        if (Object.keys(parsed.data).length === 0) return 'holds none';
        return firstFault(ofEach(parsed.data), ([service, key]) => {
          const fault = apiKeySecret.fault(key, 'cloud', {});
          return fault === undefined ? undefined : `that of ${service} ${fault}`;
        });
      },
    },
  });

/** What is wrong with the keys wherever they are used. A key is known by its beginning, so that two may not share one either. */
function faultOf(keys: Readonly<Record<string, string>>): string | undefined {
  const seen = new Map<string, string>();
  return firstFault(ofEach(keys), ([service, key]) => {
    const prefix = pattern.exec(key)?.[1];
    if (prefix === undefined) return `must hold keys of the form ${form}, which that of ${service} has not`;
    const other = seen.get(prefix);
    seen.set(prefix, service);
    if (other === undefined) return undefined;
    const which = other === service ? `two of ${service} are the same` : `${other} and ${service} share one`;
    return `must hold a key of its own for each service, but ${which}`;
  });
}

const listed = (keys: string): string[] => keys.split(',').map((key) => key.trim());

const ofEach = (keys: Readonly<Record<string, string>>): [service: string, key: string][] =>
  Object.entries(keys).flatMap(([service, several]) => listed(several).map((key): [string, string] => [service, key]));

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
