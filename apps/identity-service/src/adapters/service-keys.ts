import * as z from 'zod';

const serviceKeys = z.record(z.string(), z.string());

/** The keys with which services get their tokens: part of the deployment, as their own `SERVICE_API_KEY` is. */
export const serviceKeysEnv = z.object({
  SERVICE_API_KEYS: z
    .string()
    .default('{}')
    .transform((json, context) => {
      const parsed = serviceKeys.safeParse(parseJson(json));
      if (parsed.success) return parsed.data;
      context.addIssue('must be a JSON object of service names and API keys');
      return z.NEVER;
    })
    .meta({
      description:
        'The keys of services as JSON, `{"order-service": "cwk_..."}`, made known at the start where nobody is there to create them.',
      secret: true,
    }),
});

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
