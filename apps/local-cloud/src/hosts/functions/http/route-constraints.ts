type Allows = (value: string) => boolean;

const decimal = /^[-+]?\d+(\.\d+)?$/;

/** The constraints without an argument. */
const plain: Record<string, Allows> = {
  int: (value) => /^[-+]?\d+$/.test(value) && Math.abs(Number(value)) <= 2_147_483_647,
  long: (value) => /^[-+]?\d{1,19}$/.test(value),
  guid: (value) => /^\{?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}\}?$/i.test(value),
  bool: (value) => /^(true|false)$/i.test(value),
  alpha: (value) => /^[a-z]*$/i.test(value),
  decimal: (value) => decimal.test(value),
  double: (value) => decimal.test(value),
  float: (value) => decimal.test(value),
  required: (value) => value !== '',
};

/** Those with one, which is given without its parentheses. */
const withArgument: Record<string, (argument: string) => Allows> = {
  length: (argument) => {
    const [least, most = least] = numbers(argument);
    return ({ length }) => length >= (least ?? 0) && length <= (most ?? 0);
  },
  minlength: (argument) => (value) => value.length >= Number(argument),
  maxlength: (argument) => (value) => value.length <= Number(argument),
  min: (argument) => (value) => /^[-+]?\d+$/.test(value) && Number(value) >= Number(argument),
  max: (argument) => (value) => /^[-+]?\d+$/.test(value) && Number(value) <= Number(argument),
  range: (argument) => {
    const [least = 0, most = 0] = numbers(argument);
    return (value) => /^[-+]?\d+$/.test(value) && Number(value) >= least && Number(value) <= most;
  },
  regex: (argument) => {
    const pattern = new RegExp(argument, 'i');
    return (value) => pattern.test(value);
  },
};

const numbers = (argument: string): number[] => argument.split(',').map(Number);

/**
 * A constraint of ASP.NET's routing, such as `int` or `length(2,5)`.
 *
 * @throws Error with one sentence for one that is unknown, which must not pass for one that allows everything
 */
export function constraintOf(text: string, template: string): Allows {
  const [, name = '', argument] = /^(\w+)(?:\((.*)\))?$/s.exec(text) ?? [];
  const allows = argument === undefined ? plain[name] : withArgument[name]?.(argument);
  if (allows === undefined)
    throw new Error(`The route "${template}" has the constraint ${text}, which this host does not know.`);
  return allows;
}
