import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';

type Expressions<K extends string> = { [P in K]?: string } & {
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, AttributeValue>;
};

/**
 * Fills in what DynamoDB wants beside an expression: `#name` stands for the attribute `name` (so that no reserved word
 * can hurt), `:name` for `values.name`. Values that no expression mentions are left out, since DynamoDB refuses them.
 *
 * @throws TypeError when an expression mentions a value that is not given
 */
export function expression<K extends string>(
  texts: { [P in K]: string | undefined },
  values: Readonly<Record<string, unknown>> = {},
): Expressions<K> {
  const given = Object.entries<string | undefined>(texts).filter(([, text]) => text !== undefined);
  const all = given.map(([, text]) => text).join(' ');
  const names = mentioned(all, /#(\w+)/g);
  const used = mentioned(all, /:(\w+)/g);
  const missing = used.find((name) => values[name] === undefined);
  if (missing !== undefined) throw new TypeError(`The expression "${all}" needs a value for :${missing}.`);
  const filled = {
    ...Object.fromEntries(given),
    ...(names.length > 0 && { ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])) }),
    ...(used.length > 0 && {
      ExpressionAttributeValues: marshall(Object.fromEntries(used.map((name) => [`:${name}`, values[name]])), {
        removeUndefinedValues: true,
      }),
    }),
  };
  // The members are the keys of `texts` that were given, and the two above.
  return filled as Expressions<K>;
}

const mentioned = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, name = '']) => name)),
];
