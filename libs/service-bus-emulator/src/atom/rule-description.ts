import { shortName } from '../config/names.js';
import type { CorrelationFilter } from '../filters/correlation.js';
import type { Parameters } from '../filters/evaluate.js';
import type { RuleDefinition, RuleFilter } from '../filters/rule.js';
import { refuse } from './codecs.js';
import { readProperties, writeProperties } from './properties.js';
import { childNamed, textIn, typeOf, type XmlContent, type XmlElement } from './xml.js';

const LONGEST_EXPRESSION = 1024;
const KNOWN = ['Filter', 'Action', 'Name', 'CreatedAt', 'Tag'];

/** An expression or an action, and its parameters. */
interface SqlText {
  readonly expression: string;
  readonly parameters?: Parameters | undefined;
}

/** Reads a `RuleDescription`; `name` is that of the path, absent for a default rule, which says its own. */
export function readRule(element: XmlElement, name: string | undefined, now: number): RuleDefinition {
  const unknown = element.children.find((child) => !KNOWN.includes(child.name));
  if (unknown !== undefined) refuse(`'${unknown.name}' is not an element of '${element.name}'.`);
  const filter = childNamed(element, 'Filter');
  const action = readAction(childNamed(element, 'Action'));
  return {
    name: name ?? readName(element),
    filter: filter === undefined ? { kind: 'sql', expression: '1=1' } : readFilter(filter),
    action: action?.expression,
    actionParameters: action?.parameters,
    createdAt: now,
  };
}

function readName(element: XmlElement): string {
  const name = textIn(element, 'Name') ?? '$Default';
  const result = shortName.safeParse(name);
  if (!result.success) refuse(`The 'Name' of '${element.name}' ${result.error.issues[0]?.message}; it is '${name}'.`);
  return name;
}

function readFilter(element: XmlElement): RuleFilter {
  const type = typeOf(element);
  if (type === 'TrueFilter') return { kind: 'sql', expression: '1=1' };
  if (type === 'FalseFilter') return { kind: 'sql', expression: '1=0' };
  if (type === 'SqlFilter') return { kind: 'sql', ...readSql(element) };
  if (type === 'CorrelationFilter') return readCorrelation(element);
  return refuse(
    `The type of 'Filter' must be SqlFilter, CorrelationFilter, TrueFilter or FalseFilter; it is '${type ?? ''}'.`,
  );
}

function readSql(element: XmlElement): SqlText {
  const expression = textIn(element, 'SqlExpression') ?? '';
  if (expression.trim() === '' || expression.length > LONGEST_EXPRESSION)
    refuse(
      `The 'SqlExpression' of '${element.name}' must have 1 to ${LONGEST_EXPRESSION} characters; it has ${expression.length}.`,
    );
  const parameters = readProperties(childNamed(element, 'Parameters'));
  return parameters === undefined ? { expression } : { expression, parameters };
}

/** Elements of a correlation filter and the properties they compare with. */
const correlated: readonly [string, Exclude<keyof CorrelationFilter, 'properties'>][] = [
  ['CorrelationId', 'correlationId'],
  ['MessageId', 'messageId'],
  ['To', 'to'],
  ['ReplyTo', 'replyTo'],
  ['Label', 'label'],
  ['SessionId', 'sessionId'],
  ['ReplyToSessionId', 'replyToSessionId'],
  ['ContentType', 'contentType'],
];

function readCorrelation(element: XmlElement): RuleFilter {
  const properties = readProperties(childNamed(element, 'Properties'));
  const given = correlated.flatMap(([name, property]) => {
    const text = textIn(element, name);
    return text === undefined ? [] : [[property, text] as const];
  });
  if (given.length === 0 && properties === undefined)
    refuse("A 'CorrelationFilter' must compare at least one property.");
  return { kind: 'correlation', ...Object.fromEntries(given), properties };
}

function readAction(element: XmlElement | undefined): SqlText | undefined {
  if (element === undefined) return undefined;
  const type = typeOf(element);
  if (type === 'EmptyRuleAction') return undefined;
  if (type === 'SqlRuleAction') return readSql(element);
  return refuse(`The type of 'Action' must be SqlRuleAction or EmptyRuleAction; it is '${type ?? ''}'.`);
}

/** The content of a `RuleDescription`. */
export const writeRule = ({ name, filter, action, actionParameters, createdAt }: RuleDefinition): XmlContent => ({
  Filter: filter.kind === 'sql' ? writeSqlFilter(filter) : writeCorrelation(filter),
  Action:
    action === undefined
      ? { '@i:type': 'EmptyRuleAction' }
      : { '@i:type': 'SqlRuleAction', ...writeSql({ expression: action, parameters: actionParameters }) },
  CreatedAt: new Date(createdAt ?? 0).toISOString(),
  Name: name,
});

const writeSqlFilter = (filter: SqlText): XmlContent => {
  const compact = filter.expression.replaceAll(' ', '');
  const type = compact === '1=1' ? 'TrueFilter' : compact === '1=0' ? 'FalseFilter' : 'SqlFilter';
  return { '@i:type': type, ...writeSql(filter) };
};

const writeSql = ({ expression, parameters }: SqlText) => ({
  SqlExpression: expression,
  CompatibilityLevel: 20,
  Parameters: writeProperties(parameters),
});

const writeCorrelation = (filter: CorrelationFilter): XmlContent => ({
  '@i:type': 'CorrelationFilter',
  ...Object.fromEntries(correlated.map(([name, property]) => [name, filter[property]])),
  Properties: writeProperties(filter.properties),
});
