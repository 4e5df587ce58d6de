import { compile, type Parameters } from './evaluate.js';
import type { FilterFacts, FilterValue } from './facts.js';
import { parseAction, parseFilter } from './parser.js';

/** Names without regard to case, as a message has them. */
const facts = (user: Record<string, FilterValue>, system: Record<string, FilterValue> = {}): FilterFacts => ({
  user: (name) => user[name] ?? user[name.toLowerCase()],
  system: (name) => system[name],
});

const message = facts(
  {
    colour: 'red',
    size: 12n,
    weight: 2.5,
    big: true,
    'odd name': 'x',
    'a]b': 1n,
    'a"b': 2n,
    größe: 3n,
    item_2: 'second',
    type: 'shop.order.placed.v1',
    empty: '',
    percent: '50%',
    at: new Date('2026-01-02T03:04:05Z'),
    large: 2n ** 62n,
    bytes: Buffer.from([1]),
    wanted: 'colour',
  },
  { to: 'payment-service', label: 'greeting', enqueuedtimeutc: new Date('2026-05-05'), sequencenumber: 7n },
);

const holds = (expression: string, parameters: Parameters = {}, of = message) =>
  compile(parseFilter(expression), parameters)(of);

describe('a SQL filter', () => {
  it.each([
    ["colour = 'red'", true],
    ["colour <> 'red'", false],
    ["colour != 'blue'", true],
    ["COLOUR = 'red'", true],
    ["colour = 'Red'", false],
    ['size > 10 AND size <= 12', true],
    ['size >= 13 or big = TRUE', true],
    ['not big = true', false],
    ["NOT (colour = 'red' AND size = 1)", true],
    ['NOT NOT big', true],
    ["colour = 'blue' AND size = 0 OR big", true],
    ["colour = 'blue' AND (size = 0 OR big)", false],
    ["colour IN ('blue', 'red')", true],
    ["colour NOT IN ('blue', 'red')", false],
    ['size in (1, 2)', false],
    ['size in (6 + 6)', true],
    ['size in (12.0)', true],
    ["type LIKE 'shop.order.placed.v%'", true],
    ["type LIKE 'shop.order.%.v_'", true],
    ["type NOT LIKE '%cancelled%'", true],
    ["type LIKE 'Shop%'", false],
    ["type LIKE 'shop' + '%'", true],
    ["percent LIKE '50\\%' ESCAPE '\\'", true],
    ["percent LIKE '5\\%' ESCAPE '\\'", false],
    ["percent LIKE '50!%' ESCAPE '!'", true],
    ['EXISTS(colour)', true],
    ['exists (missing)', false],
    ['NOT EXISTS(user.missing)', true],
    ['EXISTS(sys.To)', true],
    ['missing IS NULL', true],
    ['colour IS NOT NULL', true],
    ['sys.ReplyTo IS NULL', true],
    ["SYS.To = 'payment-service'", true],
    ["user.colour = 'red'", true],
    ["sys.label = 'greeting' AND User.size = 12", true],
    ["sys.[Label] = 'greeting'", true],
    ["empty = ''", true],
    ['1=1', true],
    ['1 = 0', false],
    ['big', true],
    ["(sys.To IS NULL OR sys.To = 'payment-service') AND (type LIKE 'shop.order.placed.v%')", true],
    ["(sys.To IS NULL OR sys.To = 'order-service') AND (type LIKE 'shop.order.placed.v%')", false],
    ['sys.EnqueuedTimeUtc > @day AND sys.SequenceNumber = 7', true],
  ])('%s is %s', (expression, expected) => {
    expect(holds(expression, { '@day': new Date('2026-01-01') })).toBe(expected);
  });

  it.each([
    ["[odd name] = 'x'", true],
    ['"odd name" = \'x\'', true],
    ["user.[odd name] = 'x'", true],
    ['[a]]b] = 1', true],
    ['"a""b" = 2', true],
    ['größe = 3', true],
    ["item_2 = 'second'", true],
    ["property('odd name') = 'x'", true],
    ["P('colour') = 'red'", true],
    ["property('odd' + ' name') = 'x'", true],
    ["p(wanted) = 'red'", true],
    ['p(size) IS NULL', true],
    ['[and] IS NULL', true],
    ["colour = N'red'", true],
    ["'it''s' = 'it' + '''' + 's'", true],
    ["'ü€😀' = 'ü€😀'", true],
    ['newid() <> newid()', true],
    ["newid() LIKE '________-____-____-____-____________'", true],
  ])('reads names, texts and functions: %s', (expression, expected) => {
    expect(holds(expression)).toBe(expected);
  });

  it.each([
    ['size + 3 * 2 = 18', true],
    ['(size + 3) * 2 = 30', true],
    ['10 - 4 - 3 = 3', true],
    ['100 / 5 / 2 = 10', true],
    ['-size < 0', true],
    ['- -size = +12', true],
    ['size / 5 = 2', true],
    ['-size / 5 = -2', true],
    ['-size % 5 = -2', true],
    ['size / 5.0 = 2.4', true],
    ['size / 5.5 > 2', true],
    ['size % 5 = 2', true],
    ['5.5 % 2 = 1.5', true],
    ['weight * 2 = 5', true],
    ['size = 1.2e1', true],
    ['size = 12.', true],
    ['weight = .25E+1', true],
    ['weight = 250E-2', true],
    ['size = 012', true],
    ['large + 1 > large', true],
    ['large * 4 = 0', true],
    ['9223372036854775807 + 1 = -9223372036854775807 - 1', true],
    ['1.0 / 0 > 1', true],
    ['0.0 / 0 = 0.0 / 0', false],
    ['0.0 / 0 <> 0.0 / 0', true],
    ["colour + 'dish' = 'reddish'", true],
    ["'n' + size = 'n12'", true],
    ["big + '!' = 'True!'", true],
  ])('calculates as C# does: %s is %s', (expression, expected) => {
    expect(holds(expression)).toBe(expected);
  });

  it.each([
    'missing = 1',
    'missing <> 1',
    'NOT missing = 1',
    'missing + 1 > 0',
    '-missing = 1',
    "missing IN ('a')",
    "colour IN ('blue', missing)",
    "colour NOT IN ('blue', missing)",
    "missing LIKE '%'",
    'colour LIKE missing',
    "percent LIKE '50!%' ESCAPE missing",
    'missing = 1 AND 1 = 1',
    'missing = 1 OR 1 = 0',
    'NULL = NULL',
    "size = '12'",
    "size LIKE '1%'",
    "big > 'a'",
    'colour - 1 = 0',
    "at > '2026-01-01'",
    'bytes + 1 = 2',
  ])('%s is unknown', (expression) => {
    expect(holds(expression)).toBeUndefined();
  });

  it.each([
    ['missing = 1 OR 1 = 1', true],
    ['1 = 1 OR missing = 1', true],
    ['missing = 1 AND 1 = 0', false],
    ["colour IN (missing, 'red')", true],
    ["colour NOT IN (missing, 'red')", false],
  ])('%s is %s although a part is unknown', (expression, expected) => {
    expect(holds(expression)).toBe(expected);
  });

  it('takes parameters of every type', () => {
    const at = new Date('2026-01-02T03:04:05Z');
    const parameters = { '@colour': 'red', '@size': 12, '@weight': 2.5, '@big': true, '@at': at, '@list_2': 'x' };
    const expression =
      'colour = @colour AND size = @size AND size / @size = 1 AND weight = @weight AND big = @big AND at = @at';
    expect(holds(expression, parameters)).toBe(true);
    expect(holds("'x' IN ('y', @list_2)", parameters)).toBe(true);
    expect(() => holds('colour = @other', parameters)).toThrow("the parameter '@other' has no value");
    expect(() => holds('colour = @toString', parameters)).toThrow("the parameter '@toString' has no value");
  });

  it.each(['size / 0 = 1', 'size % (size - 12) = 1'])(
    'cannot be evaluated when it divides by zero: %s',
    (expression) => {
      expect(() => holds(expression)).toThrow('Attempted to divide by zero.');
    },
  );

  it.each([
    ['', 'it ends too early, after position 0'],
    ['colour = ', 'it ends too early, after position 9'],
    ["colour == 'red'", "unexpected '=' at position 9"],
    ['colour ! 1', "unexpected '!' at position 8"],
    ["colour = 'red' colour", "unexpected 'colour' at position 16"],
    ["colour = 'red", "unexpected ''' at position 10"],
    ['colour = "red', "unexpected '\"' at position 10"],
    ['[colour = 1', "unexpected '[' at position 1"],
    ['(size = 1', 'it ends too early, after position 9'],
    ['size = 1)', "unexpected ')' at position 9"],
    ['size = 0x1F', "unexpected 'x1F' at position 9"],
    ['size = 9223372036854775808', 'the number 9223372036854775808 at position 8 is too large'],
    ['_size = 1', "unexpected '_' at position 1"],
    ['and = 1', "unexpected 'and' at position 1"],
    ['size in ()', "unexpected ')' at position 10"],
    ['size in 1', "unexpected '1' at position 9"],
    ['size between 1 and 2', "unexpected 'between' at position 6"],
    ['size IS 1', "unexpected '1' at position 9"],
    ["colour LIKE 'a' ESCAPE 'ab'", 'the escape character must be a text of one character'],
    ["colour LIKE 'a' ESCAPE 1", 'the escape character must be a text of one character'],
    ['EXISTS(1)', "unexpected '1' at position 8"],
    ['1 = 1; 2 = 2', "unexpected ';' at position 6"],
    ['a = 1 = 1', "unexpected '=' at position 7"],
    ['sys.Nothing = 1', "there is no system property 'sys.Nothing'"],
    ['size = 1 AND there.was = 1', "there is no scope 'there' at position 14; use sys or user"],
    ['a.b.c = 1', "there is no scope 'a' at position 1"],
    ["upper('x') = 'X'", "there is no function 'upper' with these arguments at position 1"],
    ['newid(1) = 1', "there is no function 'newid' with these arguments at position 1"],
    ['property() = 1', "there is no function 'property' with these arguments at position 1"],
  ])('%s is refused, telling where', (expression, reason) => {
    expect(() => holds(expression)).toThrow(reason);
  });

  it('is refused, not run out of stack with, when its brackets are hundreds deep', () => {
    const nested = (depth: number) => `${'('.repeat(depth)}1 = 1${')'.repeat(depth)}`;
    expect(holds(nested(50))).toBe(true);
    expect(() => holds(nested(5000))).toThrow('it is nested too deeply');
    expect(holds(`${'NOT '.repeat(250)}1 = 1`)).toBe(true);
  });

  it('takes time in proportion to the text for a hostile LIKE', () => {
    const hostile = facts({ text: 'a'.repeat(5000) });
    expect(holds(`text LIKE '${'%a'.repeat(20)}b'`, {}, hostile)).toBe(false);
  });
});

describe('a SQL action', () => {
  it.each([
    'SET a = 1',
    "set sys.Label = 'x'; remove b",
    "SET a = 'x' SET b = a + 1",
    'SET a = 1, REMOVE [odd name];',
    'SET "quoted" = property(\'x\')',
  ])('%s is read', (text) => {
    expect(parseAction(text).length).toBeGreaterThan(0);
  });

  it.each([
    ['SET a', 'it ends too early, after position 5'],
    ['SET a <> 1', "unexpected '<>' at position 7"],
    ['a = 1', "unexpected 'a' at position 1"],
    ['REMOVE', 'it ends too early, after position 6'],
    ["SET 'a' = 1", "unexpected ''a'' at position 5"],
    ['DROP a', "unexpected 'DROP' at position 1"],
  ])('%s is refused, telling where', (text, reason) => {
    expect(() => parseAction(text)).toThrow(reason);
  });
});
