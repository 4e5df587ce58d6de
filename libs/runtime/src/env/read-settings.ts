import * as z from 'zod';
import { type Fault, faultsOf, givenIn, wrongConfiguration } from './faults.js';
import { modeOf } from './mode.js';
import { isReference } from './reference.js';
import { resolveReferences } from './resolve-references.js';
import type { Given, Place, Rule, Secret } from './rule.js';
import { randomText } from './secrets.js';

/**
 * Reads the settings of a process once, at its door: a reference in a secret setting is exchanged for what it refers to,
 * then the schema judges, and outside of local mode each setting's rule. Each adapter owns a slice (a zod object); the
 * door merges them.
 *
 * @throws Error with one sentence that names every wrong variable and its rule, and never a value
 */
export async function settingsIn<T extends z.ZodObject>(schema: T, source: NodeJS.ProcessEnv): Promise<z.infer<T>> {
  const given = givenIn(source);
  const secrets = secretsOf(schema);
  const referring = [...secrets].flatMap(([name, { literal }]) => (literal === true ? [] : [name]));
  const { values, faults: unread } = await resolveReferences(given, referring);
  const mode = modeOf(given);
  const parsed = schema.safeParse(values);

  const faults = [...misplacedReferences(schema, secrets, given), ...unread];
  const isNews = (fault: Fault) => faults.every((one) => variableOf(one) !== variableOf(fault));
  if ('fault' in mode) faults.push({ name: 'CAUSEWAY_MODE', fault: mode.fault });
  if (!parsed.success) faults.push(...faultsOf(parsed.error, values).filter(isNews));
  if ('mode' in mode && mode.mode !== 'local')
    faults.push(...brokenRules(schema, secrets, values, mode.mode).filter(isNews));
  if (faults.length > 0 || !parsed.success) throw wrongConfiguration(faults);
  return parsed.data;
}

/**
 * `settingsIn` for a door: where they are wrong it says so in one line on standard error and ends the process with code 1,
 * before anything is opened.
 */
export async function readSettings<T extends z.ZodObject>(schema: T): Promise<z.infer<T>> {
  try {
    return await settingsIn(schema, process.env);
  } catch (error) {
    const sentence = error instanceof Error ? error.message : String(error);
    await new Promise<void>((said) => process.stderr.write(`${sentence.replaceAll(/\s+/g, ' ')}\n`, () => said()));
    process.exit(1);
  }
}

/**
 * An environment in which the references in these variables are exchanged for what they refer to, for commands that an
 * operator runs.
 *
 * @throws Error as `settingsIn` does
 */
export async function withoutReferences(source: NodeJS.ProcessEnv, names: readonly string[]): Promise<Given> {
  const { values, faults } = await resolveReferences(givenIn(source), names);
  if (faults.length > 0) throw wrongConfiguration(faults);
  return values;
}

type Secrets = ReadonlyMap<string, Secret>;

/** A fault can name a place inside a variable's JSON. */
const variableOf = ({ name }: Fault): string => name.split('.', 1).join();

/** What is said of a setting; also before it was made optional or was given a default. */
function metaOf(field: z.ZodType): z.core.GlobalMeta {
  const inner = 'innerType' in field.def && field.def.innerType instanceof z.ZodType ? metaOf(field.def.innerType) : {};
  return { ...inner, ...field.meta() };
}

const fieldsOf = (schema: z.ZodObject) => Object.entries<z.ZodType>(schema.shape);

const secretsOf = (schema: z.ZodObject): Secrets =>
  new Map(
    fieldsOf(schema).flatMap(([name, field]): [string, Secret][] => {
      const { secret } = metaOf(field);
      return secret === undefined ? [] : [[name, secret === true ? randomText : secret]];
    }),
  );

function misplacedReferences(schema: z.ZodObject, secrets: Secrets, given: Given): Fault[] {
  return fieldsOf(schema).flatMap(([name]): Fault[] => {
    if (!isReference(given[name] ?? '')) return [];
    const secret = secrets.get(name);
    if (secret === undefined) return [{ name, fault: 'must not be a reference: only secrets can be' }];
    return secret.literal === true ? [{ name, fault: 'must not be a reference: a client reads it as it is' }] : [];
  });
}

function brokenRules(schema: z.ZodObject, secrets: Secrets, values: Given, place: Place): Fault[] {
  return fieldsOf(schema).flatMap(([name, field]): Fault[] => {
    const value = values[name];
    const secret = secrets.get(name);
    if (secret !== undefined && value === undefined) {
      const fallback = field.safeParse(undefined);
      // Without a default the schema has said that it is missing, or it can be.
      return fallback.success && fallback.data !== undefined
        ? [{ name, fault: `must be set in ${place} mode: everybody knows its default` }]
        : [];
    }
    const rule: Rule | undefined = secret ?? metaOf(field).rule;
    const fault = rule?.fault(value, place, values);
    return rule === undefined || fault === undefined ? [] : [{ name, fault: `must ${rule.says}, but ${fault}` }];
  });
}
