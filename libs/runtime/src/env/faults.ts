import type * as z from 'zod';
import type { Given } from './rule.js';

/** A variable, and what is wrong with it in words that follow its name. */
export type Fault = { name: string; fault: string };

/** The environment as it is read: an empty variable counts as absent. */
export const givenIn = (source: NodeJS.ProcessEnv): Given =>
  Object.fromEntries(
    Object.entries(source).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]])),
  );

/** What a schema refuses. Its messages say rules, never values. */
export const faultsOf = ({ issues }: z.ZodError, given: Given): Fault[] =>
  issues.map(({ path, message }) => {
    const [name = ''] = path.map(String);
    const isAbsent = given[name] === undefined && /^(Invalid input|is required)/.test(message);
    return { name: path.join('.'), fault: isAbsent ? 'must be set' : lowerFirst(message) };
  });

/** One sentence that names every wrong variable and its rule. */
export const wrongConfiguration = (faults: readonly Fault[]): Error =>
  new Error(
    `The configuration is wrong: ${faults.map(({ name, fault }) => `${name} ${fault}`).join('; ')}; set them in the environment and start again.`,
  );

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
