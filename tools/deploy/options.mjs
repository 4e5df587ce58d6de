import { parseArgs } from 'node:util';
import { Stop } from './stop.mjs';

const kinds = {
  cloud: { type: 'string', default: 'both' },
  env: { type: 'string' },
  yes: { type: 'boolean', default: false },
  plan: { type: 'boolean', default: false },
};

/** @param known the names of those options that the command has */
export function optionsIn(argv, known, usage) {
  const wrong = (what) => new Stop(`${what} Usage: ${usage}`, 2);
  const values = parsed(argv, known, wrong);
  if (!/^[a-z]{2,6}$/.test(values.env ?? '')) throw wrong('--env is the name of an environment, 2 to 6 small letters.');
  if (known.includes('cloud') && !['aws', 'azure', 'both'].includes(values.cloud)) {
    throw wrong('--cloud is aws, azure or both.');
  }
  return values;
}

function parsed(argv, known, wrong) {
  try {
    const options = Object.fromEntries(known.map((name) => [name, kinds[name]]));
    return parseArgs({ args: argv, options }).values;
  } catch (error) {
    throw wrong(`${error.message.replace(/\.$/, '')}.`);
  }
}
