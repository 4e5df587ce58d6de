const DATE = '$date';

/** A definition as JSON that keeps the dates a correlation filter may compare with. */
export const writeDefinition = (definition: object): string =>
  JSON.stringify(definition, function (this: Record<string, unknown>, name, value) {
    const original = this[name];
    return original instanceof Date ? { [DATE]: original.getTime() } : value;
  });

export const readDefinition = (text: string): unknown =>
  JSON.parse(text, (_name, value) =>
    typeof value === 'object' && value !== null && typeof value[DATE] === 'number' ? new Date(value[DATE]) : value,
  );
