import { BrokerFailure } from '../broker/failure.js';
import { type CorrelationFilter, correlates } from './correlation.js';
import { compile, type Parameters } from './evaluate.js';
import { type FilterFacts, type FilterValue, isSystemProperty, type SystemProperty } from './facts.js';
import { parseAction, parseFilter } from './parser.js';

export type RuleFilter =
  | { readonly kind: 'sql'; readonly expression: string; readonly parameters?: Parameters | undefined }
  | ({ readonly kind: 'correlation' } & CorrelationFilter);

export interface RuleDefinition {
  readonly name: string;
  readonly filter: RuleFilter;
  /** SET and REMOVE statements, applied to the subscription's copy. */
  readonly action?: string | undefined;
  readonly actionParameters?: Parameters | undefined;
  /** Ms since 1970. */
  readonly createdAt?: number | undefined;
}

/** Set to this, a property is taken away. */
export const REMOVED = Symbol('removed');

/** What an action makes of a message: user properties by name, system properties as `sys.` and their lower-case name. */
export type Changes = ReadonlyMap<string, FilterValue | typeof REMOVED>;

export interface Rule {
  readonly definition: RuleDefinition;
  matches(facts: FilterFacts): boolean;
  readonly changes: ((facts: FilterFacts) => Changes) | undefined;
}

/** System properties an action may set. */
const settable: readonly SystemProperty[] = [
  'to',
  'replyto',
  'label',
  'subject',
  'correlationid',
  'messageid',
  'contenttype',
  'sessionid',
  'replytosessionid',
];

/** The longest filter or action, in characters: https://learn.microsoft.com/azure/service-bus-messaging/service-bus-quotas */
const LONGEST_EXPRESSION = 1024;

/**
 * Throws `invalid-argument` with what is wrong in the expression. What it returns throws `EvaluationError` for a message
 * that the expressions cannot be evaluated for.
 */
export function compileRule(definition: RuleDefinition): Rule {
  const { name, filter, action, actionParameters } = definition;
  return {
    definition,
    matches:
      filter.kind === 'correlation'
        ? correlates(filter)
        : reading(name, filter.expression, (expression) => sqlFilter(expression, filter.parameters)),
    changes:
      action === undefined || action.trim() === ''
        ? undefined
        : reading(name, action, (text) => sqlAction(text, actionParameters)),
  };
}

function reading<T>(rule: string, expression: string, read: (expression: string) => T): T {
  try {
    if (expression.length > LONGEST_EXPRESSION) {
      throw new SyntaxError(`it has more than ${LONGEST_EXPRESSION} characters`);
    }
    return read(expression);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new BrokerFailure(
      'invalid-argument',
      `The rule '${rule}' cannot be read: ${error.message} in: ${expression.slice(0, LONGEST_EXPRESSION)}`,
    );
  }
}

function sqlFilter(expression: string, parameters: Parameters | undefined): (facts: FilterFacts) => boolean {
  // By far the most frequent rule needs no parser.
  if (expression.replaceAll(' ', '') === '1=1') return () => true;
  const evaluate = compile(parseFilter(expression), parameters);
  return (facts) => evaluate(facts) === true;
}

function sqlAction(text: string, parameters: Parameters | undefined): (facts: FilterFacts) => Changes {
  const steps = parseAction(text).map((statement) => {
    const { scope, name } = statement.property;
    const known = name.toLowerCase();
    if (scope === 'sys' && !(isSystemProperty(known) && settable.includes(known))) {
      throw new SyntaxError(`the system property 'sys.${name}' cannot be changed`);
    }
    const key = scope === 'sys' ? `sys.${known}` : name;
    return { key, value: statement.kind === 'set' ? compile(statement.value, parameters) : undefined };
  });
  return (facts) => {
    const changes = new Map<string, FilterValue | typeof REMOVED>();
    const seen: FilterFacts = {
      system: (name) => changed(changes, `sys.${name}`, () => facts.system(name)),
      user: (name) => changed(changes, name, () => facts.user(name)),
    };
    for (const { key, value } of steps) changes.set(key, value?.(seen) ?? REMOVED);
    return changes;
  };
}

/** Later statements see what earlier ones did. */
function changed(changes: Changes, key: string, original: () => FilterValue | undefined): FilterValue | undefined {
  const value = changes.get(key);
  return value === undefined ? original() : typeof value === 'symbol' ? undefined : value;
}
