import type { Rule } from './entities.js';

/** What the filters below are asked about. */
export const message = {
  body: 'x',
  subject: 'greeting',
  to: 'payment-service',
  correlationId: 'c-1',
  applicationProperties: {
    colour: 'red',
    size: 12,
    weight: 2.5,
    big: true,
    'odd name': 'x',
    type: 'shop.order.placed.v1',
    percent: '50%',
    quote: "it's",
  },
};

/** Filters that let the message through, and filters that do not, false or unknown; at most 20 each, the emulator of Microsoft takes no more. */
export const expressions = {
  matches: [
    "colour = 'red' AND size >= 12 AND size <= 12 AND size > 11 AND size < 13",
    "colour <> 'blue' AND colour != 'green'",
    "COLOUR = 'red' AND user.Colour = 'red'",
    "NOT (colour = 'red' AND size = 1) AND NOT big = FALSE",
    "colour = 'blue' AND size = 0 OR big = TRUE",
    'size + 3 * 2 = 18 AND (size + 3) * 2 = 30 AND -size < 0 AND size % 5 = 2',
    'size / 5 = 2 AND size / 5.0 = 2.4 AND size = 1.2e1 AND weight * 2 = 5',
    "colour IN ('blue', 'red') AND size NOT IN (1, 2)",
    "type LIKE 'shop.order.%.v_' AND type NOT LIKE '%cancelled%'",
    "percent LIKE '50!%' ESCAPE '!'",
    'EXISTS(colour) AND NOT EXISTS(missing) AND EXISTS(user.size)',
    'missing IS NULL AND colour IS NOT NULL AND sys.ReplyTo IS NULL',
    "sys.To = 'payment-service' AND sys.Label = 'greeting' AND sys.CorrelationId = 'c-1'",
    "[odd name] = 'x' AND \"odd name\" = 'x' AND property('odd name') = 'x' AND p('colour') = 'red'",
    "quote = 'it''s' AND colour + 'dish' = 'reddish'",
    'missing = 1 OR 1 = 1',
  ],
  'matches-not': [
    "colour = 'Red'",
    "colour = 'red' AND missing = 1",
    'NOT missing = 1',
    "missing <> 'a'",
    "missing NOT IN ('a')",
    "missing LIKE '%'",
    'missing + 1 > 0',
    'size = 12 AND NOT big = TRUE',
    "percent LIKE '5!%' ESCAPE '!'",
    'EXISTS(missing)',
    'size / 5 = 2.4',
    'sys.ReplyTo IS NOT NULL',
    '1 = 0',
  ],
} as const;

/** A rule for each expression; its action writes the rule's name on its own copy, so that the copies tell what matched. */
export const rulesOf = (kind: keyof typeof expressions): { [name: string]: Rule } =>
  Object.fromEntries(
    expressions[kind].map((sqlExpression, index) => [
      `r${index}`,
      { filter: { sqlExpression }, action: { sqlExpression: `SET matched = ${index}` } },
    ]),
  );
