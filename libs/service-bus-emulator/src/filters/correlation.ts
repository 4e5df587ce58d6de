import { compare } from './arithmetic.js';
import type { FilterFacts, FilterValue, RuleValue, SystemProperty } from './facts.js';

/** What must be equal for a message to match; properties left out may be anything. */
export interface CorrelationFilter {
  readonly correlationId?: string | undefined;
  readonly messageId?: string | undefined;
  readonly to?: string | undefined;
  readonly replyTo?: string | undefined;
  readonly label?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly replyToSessionId?: string | undefined;
  readonly contentType?: string | undefined;
  readonly properties?: { readonly [name: string]: RuleValue } | undefined;
}

const fields: readonly [Exclude<keyof CorrelationFilter, 'properties'>, SystemProperty][] = [
  ['correlationId', 'correlationid'],
  ['messageId', 'messageid'],
  ['to', 'to'],
  ['replyTo', 'replyto'],
  ['label', 'label'],
  ['sessionId', 'sessionid'],
  ['replyToSessionId', 'replytosessionid'],
  ['contentType', 'contenttype'],
];

/** Equality of every property the filter names; text compares with regard to case, and is never equal to a number. */
export function correlates(filter: CorrelationFilter): (facts: FilterFacts) => boolean {
  const wanted = fields.flatMap(([field, name]) => {
    const value = filter[field];
    return value === undefined || value === '' ? [] : [{ name, value }];
  });
  const properties = Object.entries(filter.properties ?? {});
  return (facts) =>
    wanted.every(({ name, value }) => equals(facts.system(name), value)) &&
    properties.every(([name, value]) => equals(facts.user(name), value));
}

const equals = (found: FilterValue | undefined, wanted: FilterValue): boolean =>
  found !== undefined && compare(found, wanted) === 0;
