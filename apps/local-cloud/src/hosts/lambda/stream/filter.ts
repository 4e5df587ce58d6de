/** A pattern of "Lambda event filtering": each leaf is a list of which one has to hold. */
export interface Pattern {
  readonly [name: string]: Pattern | readonly (string | { prefix: string })[];
}

/** `filter_criteria` in infra/aws/functions.tf: only what enters the outbox. */
export const enteringOutbox: Pattern = {
  eventName: ['INSERT'],
  dynamodb: { Keys: { pk: { S: [{ prefix: 'OUT#' }] } } },
};

/** Whether a record is one for the function. */
export function matches(value: unknown, pattern: Pattern): boolean {
  return Object.entries(pattern).every(([name, wanted]) => {
    const found = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined; // any object can be asked by name
    return isList(wanted) ? wanted.some((one) => holds(found, one)) : matches(found, wanted);
  });
}

const isList = (wanted: Pattern[string]): wanted is readonly (string | { prefix: string })[] => Array.isArray(wanted);

const holds = (found: unknown, one: string | { prefix: string }): boolean =>
  typeof one === 'string' ? found === one : typeof found === 'string' && found.startsWith(one.prefix);
