import { randomUUID } from 'node:crypto';
import { compare, isNumeric, operators, type Value } from './arithmetic.js';
import type { BinaryOperator, Expression, PropertyName } from './ast.js';
import { type FilterFacts, isSystemProperty, type RuleValue } from './facts.js';
import { isLike } from './like.js';

export type Evaluation = (facts: FilterFacts) => Value;

/** Values by name, such as `@size`. */
export type Parameters = { readonly [name: string]: RuleValue };

/**
 * Turns an expression into a function, which throws `EvaluationError` where a message makes it impossible to evaluate.
 * Throws SyntaxError for a system property or a parameter that does not exist.
 */
export function compile(expression: Expression, parameters: Parameters = {}): Evaluation {
  const inner = (part: Expression): Evaluation => compile(part, parameters);
  switch (expression.kind) {
    case 'constant':
      return () => expression.value;
    case 'parameter':
      return parameter(expression.name, parameters);
    case 'new-id':
      return () => randomUUID();
    case 'property':
      return property(expression);
    case 'computed-property':
      return computedProperty(inner(expression.name));
    case 'unary':
      return unary(expression.operator, inner(expression.operand));
    case 'binary':
      return binary(expression.operator, inner(expression.left), inner(expression.right));
    case 'like':
      return like(inner(expression.value), inner(expression.pattern), escaping(expression.escape, inner), expression);
    case 'in':
      return membership(inner(expression.value), expression.options.map(inner), expression.negated);
    case 'is-null': {
      const value = inner(expression.value);
      return (facts) => (value(facts) === undefined) !== expression.negated;
    }
    case 'exists': {
      const value = property(expression.property);
      return (facts) => value(facts) !== undefined;
    }
  }
}

function parameter(name: string, parameters: Parameters): Evaluation {
  const given = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (given === undefined) throw new SyntaxError(`the parameter '${name}' has no value`);
  const value = Number.isSafeInteger(given) ? BigInt(Number(given)) : given;
  return () => value;
}

function property({ scope, name }: PropertyName): Evaluation {
  if (scope === 'user') return (facts) => facts.user(name);
  const known = name.toLowerCase();
  if (!isSystemProperty(known)) throw new SyntaxError(`there is no system property 'sys.${name}'`);
  return (facts) => facts.system(known);
}

function computedProperty(nameOf: Evaluation): Evaluation {
  return (facts) => {
    const name = nameOf(facts);
    return typeof name === 'string' ? facts.user(name) : undefined;
  };
}

const not = (value: Value): Value => (typeof value === 'boolean' ? !value : undefined);

function unary(operator: 'not' | '-' | '+', operand: Evaluation): Evaluation {
  if (operator === 'not') return (facts) => not(operand(facts));
  return (facts) => {
    const value = operand(facts);
    if (!isNumeric(value)) return undefined;
    return operator === '-' ? -value : value;
  };
}

function binary(operator: BinaryOperator, left: Evaluation, right: Evaluation): Evaluation {
  if (operator === 'and') {
    return (facts) => {
      const first = left(facts);
      if (first === false) return false;
      const second = right(facts);
      return second === false ? false : first === true && second === true ? true : undefined;
    };
  }
  if (operator === 'or') {
    return (facts) => {
      const first = left(facts);
      if (first === true) return true;
      const second = right(facts);
      return second === true ? true : first === false && second === false ? false : undefined;
    };
  }
  const apply = operators[operator];
  return (facts) => {
    const first = left(facts);
    const second = right(facts);
    return first === undefined || second === undefined ? undefined : apply(first, second);
  };
}

/** A constant escape character is checked at once. */
function escaping(expression: Expression | undefined, inner: (part: Expression) => Evaluation): Evaluation | undefined {
  if (expression?.kind === 'constant' && !isCharacter(expression.value)) {
    throw new SyntaxError('the escape character must be a text of one character');
  }
  return expression === undefined ? undefined : inner(expression);
}

const isCharacter = (value: Value): value is string => typeof value === 'string' && [...value].length === 1;

function like(
  value: Evaluation,
  pattern: Evaluation,
  escapedBy: Evaluation | undefined,
  { negated }: { negated: boolean },
): Evaluation {
  return (facts) => {
    const text = value(facts);
    const wanted = pattern(facts);
    const by = escapedBy?.(facts);
    if (typeof text !== 'string' || typeof wanted !== 'string') return undefined;
    if (escapedBy !== undefined && !isCharacter(by)) return undefined;
    return isLike(text, wanted, isCharacter(by) ? by : undefined) !== negated;
  };
}

function membership(value: Evaluation, options: readonly Evaluation[], negated: boolean): Evaluation {
  return (facts) => {
    const wanted = value(facts);
    if (wanted === undefined) return undefined;
    let unknown = false;
    for (const option of options) {
      const candidate = option(facts);
      const order = candidate === undefined ? undefined : compare(wanted, candidate);
      if (order === undefined) unknown = true;
      else if (order === 0) return !negated;
    }
    return unknown ? undefined : negated;
  };
}
