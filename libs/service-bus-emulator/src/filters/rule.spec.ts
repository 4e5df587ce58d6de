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

  it('does not take a number for the text of it', () => {
    const rule = compileRule({ name: 'r', filter: { kind: 'correlation', properties: { n: '2', m: 2 } } });
    expect(rule.matches(facts({ n: '2', m: 2n }))).toBe(true);
    expect(rule.matches(facts({ n: '2', m: 2.0 }))).toBe(true);
    expect(rule.matches(facts({ n: 2n, m: 2n }))).toBe(false);
  });

  it('knows its parameters, those of the filter and those of the action', () => {
    const rule = compileRule({
      name: 'r',
      filter: { kind: 'sql', expression: 'size > @least', parameters: { '@least': 3 } },
      action: 'SET mark = @mark',
      actionParameters: { '@mark': 'big' },
    });
    expect([rule.matches(facts({ size: 4n })), rule.matches(facts({ size: 3n }))]).toEqual([true, false]);
    expect(rule.changes?.(facts({}))).toEqual(new Map([['mark', 'big']]));
  });

  it('may have 1024 characters', () => {
    const of = (length: number) =>
      ({ name: 'r', filter: { kind: 'sql', expression: `a = 1${' '.repeat(length - 5)}` } }) as const;
    expect(compileRule(of(1024)).matches(facts({ a: 1n }))).toBe(true);
    expect(() => compileRule(of(1025))).toThrow("The rule 'r' cannot be read: it has more than 1024 characters");
  });

  it('changes the copy by its action, later statements seeing earlier ones', () => {
    const action = "SET sys.Label = 'new'; SET user.total = price * 2; SET again = total + 1; REMOVE price";
    const rule = compileRule({ name: 'r', filter: { kind: 'sql', expression: '1=1' }, action });
    expect(rule.changes?.(facts({ price: 5n }))).toEqual(
      new Map<string, unknown>([
        ['sys.label', 'new'],
        ['total', 10n],
        ['again', 11n],
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
