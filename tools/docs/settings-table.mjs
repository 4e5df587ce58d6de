// A table of settings, read off a zod object as JSON Schema: nothing is said here that the schema does not say.

const namesASecret = /(^|_)(SECRETS?|KEYS?|PASSWORDS?|TOKENS?|CONNECTION_STRING)$/;

/** The settings of a zod object, without those that `known` objects have exactly so. */
export function settingsOf(schema, known = []) {
  const { properties, required = [] } = schema.toJSONSchema({ io: 'input' });
  return Object.entries(properties)
    .filter(([name]) => known.every(({ shape }) => shape[name] !== schema.shape[name]))
    .map(([name, { default: fallback, description, secret = false, enum: values }]) => {
      if (description === undefined)
        throw new Error(`${name} has no description; give it one by .meta({ description }).`);
      if (!secret && namesASecret.test(name))
        throw new Error(`${name} sounds like a secret; say what it has to be by .meta({ secret }).`);
      return { name, fallback, description, secret, values, required: required.includes(name) };
    });
}

/** @returns a Markdown table */
export function settingsTable(settings) {
  const rows = settings.map(
    (one) => `| \`${one.name}\` | ${fallbackOf(one)} | ${one.secret ? '**secret**' : ''} | ${meaningOf(one)} |`,
  );
  return ['| variable | default | | meaning |', '|---|---|---|---|', ...rows].join('\n');
}

function fallbackOf({ required, fallback }) {
  if (required) return '*must be set*';
  return fallback === undefined ? '' : `\`${fallback}\``;
}

function meaningOf({ description, values }) {
  const said = description.replaceAll('|', '\\|');
  return values === undefined ? said : `${said} One of ${values.map((value) => `\`${value}\``).join(', ')}.`;
}
