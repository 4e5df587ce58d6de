import type { FilterFacts, FilterValue } from './facts.js';
import { compileRule, REMOVED } from './rule.js';

const facts = (user: Record<string, FilterValue>, system: Record<string, FilterValue> = {}): FilterFacts => ({
  user: (name) => user[name],
  system: (name) => system[name],
});

describe('a rule', () => {
  it('matches when every named property is equal', () => {
    const rule = compileRule({ name: 'r', filter: { kind: 'correlation', label: 'a', properties: { colour: 'red' } } });
    expect(rule.matches(facts({ colour: 'red' }, { label: 'a' }))).toBe(true);
    expect(rule.matches(facts({ colour: 'red' }, { label: 'A' }))).toBe(false);
    expect(rule.matches(facts({}, { label: 'a' }))).toBe(false);
  });

  it('changes the copy by its action, later statements seeing earlier ones', () => {
    const action = "SET sys.Label = 'new'; SET user.total = price * 2; SET again = total + 1; REMOVE price";
    const rule = compileRule({ name: 'r', filter: { kind: 'sql', expression: '1=1' }, action });
    expect(rule.changes?.(facts({ price: 5 }))).toEqual(
      new Map<string, unknown>([
        ['sys.label', 'new'],
        ['total', 10],
        ['again', 11],
        ['price', REMOVED],
      ]),
    );
  });

  it('refuses an action on a property of the broker', () => {
    const rule = {
      name: 'r',
      filter: { kind: 'sql', expression: '1=1' },
      action: 'SET sys.SequenceNumber = 1',
    } as const;
    expect(() => compileRule(rule)).toThrow(
      "The rule 'r' cannot be read: the system property 'sys.SequenceNumber' cannot be changed",
    );
  });
});
